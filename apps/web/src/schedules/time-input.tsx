"use client";
import { useState } from "react";

const TIME = /^([01]?\d|2[0-3]):([0-5]\d)$/;

/** A time of day with 24 hours, whatever the browser's language: the system's own box would write AM and PM. */
export function TimeInput({ label, value, onChange }: { label: string; value: string; onChange(time: string): void }) {
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? value;
  return (
    <input
      className="input short"
      aria-label={label}
      aria-invalid={!TIME.test(text)}
      inputMode="numeric"
      placeholder="02:00"
      maxLength={5}
      value={text}
      onBlur={() => setTyped(null)}
      onChange={(e) => {
        setTyped(e.target.value);
        if (TIME.test(e.target.value)) onChange(e.target.value.padStart(5, "0"));
      }}
    />
  );
}
