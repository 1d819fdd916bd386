"use client";
import { NumberInput, Select, TextInput, Toggle } from "@rlhf/ui";
import { noteOf, toText } from "./field-values";
import type { FormField } from "./form-types";

type Props = {
  field: FormField;
  /** What stands there until somebody types. */
  base: unknown;
  text: string | undefined;
  error: string | undefined;
  onChange(text: string): void;
};

/** One setting with its unit, bounds, default and source. */
export function SettingField({ field, base, text, error, onChange }: Props) {
  const value = text ?? toText(base);
  const said = {
    label: field.name,
    about: `${field.description}. Source: ${field.source}.`,
    note: noteOf(field, base),
    error,
    className: text !== undefined && text !== toText(base) ? "changed" : undefined,
  };
  if (field.kind === "boolean")
    return (
      <div className={`form-field ${said.className ?? ""}`}>
        <Toggle label={field.name} on={value === "true"} onChange={(on) => onChange(String(on))} />
        <p className="said">{field.description}</p>
      </div>
    );
  if (field.kind === "choice")
    return (
      <Select
        {...said}
        value={value}
        onChange={onChange}
        options={(field.choices ?? []).map((choice) => ({ value: choice, text: choice }))}
      />
    );
  if (field.kind === "integer" || field.kind === "number")
    return <NumberInput {...said} value={value} onChange={onChange} unit={field.unit} />;
  return <TextInput {...said} value={value} onChange={onChange} mono />;
}
