"use client";
import { useState } from "react";
import type { FormField, StageForm } from "./form-types";
import { SettingField } from "./setting-field";
import type { Bases } from "./settings-draft";

type Props = {
  form: StageForm;
  open: boolean;
  /** Only settings whose name or description contains it. */
  filter: string;
  base: Bases;
  texts: Readonly<Record<string, string>>;
  errors: Readonly<Record<string, string>>;
  onChange(path: string, text: string): void;
};

/** The settings of one stage; those with an error are never hidden. */
export function StageSettings({ form, open, filter, base, texts, errors, onChange }: Props) {
  const [opened, setOpened] = useState(open); // by hand: a mended setting stays in sight
  const wanted = filter.trim().toLowerCase();
  const isWanted = ({ path, description }: FormField) =>
    wanted === "" || `${path} ${description}`.toLowerCase().includes(wanted) || errors[path] !== undefined;
  const fields = form.fields.filter(isWanted);
  const wrong = form.fields.filter((field) => errors[field.path]).length;
  const changed = form.fields.filter((field) => texts[field.path] !== undefined).length;
  if (fields.length === 0) return null;
  return (
    <details
      className="card stage-settings"
      open={opened || wanted !== "" || wrong > 0}
      onToggle={(e) => wanted === "" && setOpened(e.currentTarget.open)}
    >
      <summary>
        <h2>{form.stage}</h2>
        <span className="t12 i3">
          {form.fields.length} settings{changed > 0 && ` · ${changed} changed`}
          {wrong > 0 && ` · ${wrong} wrong`}
        </span>
      </summary>
      <div className="form-grid">
        {fields.map((field) => (
          <SettingField
            key={field.path}
            field={field}
            base={base(field)}
            text={texts[field.path]}
            error={errors[field.path]}
            onChange={(text) => onChange(field.path, text)}
          />
        ))}
      </div>
    </details>
  );
}
