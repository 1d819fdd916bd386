"use client";
import { useId, type ReactNode } from "react";

/** One choice of a few that are all in sight. */
export function Segmented<T extends string>(props: {
  label: string;
  options: readonly { value: T; text: ReactNode }[];
  value: T;
  onChange(value: T): void;
}) {
  const name = useId();
  return (
    <span className="seg" role="radiogroup" aria-label={props.label}>
      {props.options.map(({ value, text }) => (
        <label key={value}>
          <input
            type="radio"
            name={name}
            value={value}
            checked={value === props.value}
            onChange={() => props.onChange(value)}
          />
          <span>{text}</span>
        </label>
      ))}
    </span>
  );
}
