"use client";
import { Hint } from "@rlhf/ui";
import { useId } from "react";

type Props = {
  label: string;
  about: string;
  /** The value as it is read. */
  shown: string;
  value: number;
  min: number;
  max: number;
  step: number;
  onChange(value: number): void;
};

/** A slider with its name, meaning and value. */
export function RangeInput({ label, about, shown, value, min, max, step, onChange }: Props) {
  const id = useId();
  return (
    <div className="range">
      <Hint text={about}>
        <button type="button" className="term justify-self-start">
          {label}
        </button>
      </Hint>
      <output htmlFor={id}>{shown}</output>
      <input
        id={id}
        type="range"
        aria-label={label}
        aria-valuetext={shown}
        {...{ min, max, step, value }}
        ref={(node) => node?.style.setProperty("--v", `${(100 * (value - min)) / (max - min)}%`)}
        onChange={(e) => onChange(Number(e.target.value))}
      />
    </div>
  );
}
