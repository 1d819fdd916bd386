"use client";
import { Field, type FieldProps } from "./field";

type Option<T extends string> = { value: T; text: string; disabled?: boolean };

/** One choice of many, as the system draws it. */
export function Select<T extends string>(
  props: FieldProps & {
    value: T;
    options: readonly Option<T>[];
    onChange(value: T): void;
    disabled?: boolean;
  },
) {
  const { value, options, onChange, disabled, label, about, note, error, className } = props;
  return (
    <Field {...{ label, about, note, error, className }}>
      {(control) => (
        <select
          {...control}
          className="input"
          value={value}
          disabled={disabled}
          onChange={(e) => {
            const chosen = options.find((one) => one.value === e.target.value);
            if (chosen) onChange(chosen.value);
          }}
        >
          {options.map((one) => (
            <option key={one.value} value={one.value} disabled={one.disabled}>
              {one.text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
