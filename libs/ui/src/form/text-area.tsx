"use client";
import type { ComponentProps } from "react";
import { classNames } from "../class-names";
import { Field, type FieldProps } from "./field";

type Props = FieldProps &
  Pick<ComponentProps<"textarea">, "placeholder" | "rows" | "maxLength" | "disabled"> & {
    value: string;
    onChange(value: string): void;
    mono?: boolean;
  };

/** Several lines of text. */
export function TextArea({ value, onChange, mono, label, about, note, error, className, ...rest }: Props) {
  return (
    <Field {...{ label, about, note, error, className }}>
      {(control) => (
        <textarea
          {...control}
          {...rest}
          className={classNames("input", mono && "mono")}
          value={value}
          onChange={(e) => onChange(e.target.value)}
        />
      )}
    </Field>
  );
}
