"use client";
import type { ComponentProps } from "react";
import { Field, type FieldProps } from "./field";

type Props = FieldProps &
  Pick<ComponentProps<"input">, "placeholder" | "disabled"> & {
    /** As it is typed; `readNumber` makes a number or an error of it. */
    value: string;
    onChange(value: string): void;
    /** Stands behind the number, inside the box. */
    unit?: string;
  };

/** A number with its unit. The text is the caller's, so that half a number can stand while one types. */
export function NumberInput({ value, onChange, unit, label, about, note, error, className, ...rest }: Props) {
  return (
    <Field {...{ label, about, note, error, className }}>
      {(control) => (
        <span className="number-box">
          <input
            {...control}
            {...rest}
            type="text"
            inputMode="decimal"
            autoComplete="off"
            className="input"
            value={value}
            onChange={(e) => onChange(e.target.value)}
          />
          {unit && <span className="unit">{unit}</span>}
        </span>
      )}
    </Field>
  );
}
