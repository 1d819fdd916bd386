"use client";
import type { ComponentProps } from "react";
import { classNames } from "../class-names";
import { Field, type FieldProps } from "./field";

type Props = FieldProps &
  Pick<
    ComponentProps<"input">,
    "placeholder" | "autoFocus" | "autoComplete" | "maxLength" | "disabled" | "required" | "list"
  > & { value: string; onChange(value: string): void; mono?: boolean };

/** One line of text. */
export function TextInput({ value, onChange, mono, label, about, note, error, className, ...rest }: Props) {
  return (
    <Field {...{ label, about, note, error, className }}>
      {(control) => (
        <input
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
