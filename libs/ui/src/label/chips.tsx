"use client";
import { Check } from "lucide-react";
import { classNames } from "../class-names";
import { Key } from "../button";

/** Chips that can be on or off. `numbered`: digits 1 to 9 press them, and the digit stands on each. */
export function Chips(props: {
  label: string;
  options: readonly { value: string; text: string }[];
  on: readonly string[];
  onToggle(value: string): void;
  numbered?: boolean;
}) {
  return (
    <span className="chips" role="group" aria-label={props.label}>
      {props.options.map(({ value, text }, i) => {
        const on = props.on.includes(value);
        return (
          <button
            key={value}
            type="button"
            className={classNames("chip", on && "on")}
            aria-pressed={on}
            onClick={() => props.onToggle(value)}
          >
            {on && <Check className="i i-12" aria-hidden />}
            {text}
            {props.numbered && <Key>{i + 1}</Key>}
          </button>
        );
      })}
    </span>
  );
}
