"use client";
import { useEffect, useRef, type ReactNode } from "react";

/** A box with its words; `some`: neither all nor none of what it stands for. */
export function CheckBox(props: {
  label: string;
  checked: boolean;
  some?: boolean;
  onChange(checked: boolean): void;
  hideLabel?: boolean;
  disabled?: boolean;
  children?: ReactNode;
}) {
  const { label, checked, some = false, onChange, hideLabel, disabled, children } = props;
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = some;
  }, [some]);
  return (
    <label className="check-box">
      <input
        ref={box}
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(e) => onChange(e.target.checked)}
        aria-label={label}
      />
      {!hideLabel && <span aria-hidden="true">{children ?? label}</span>}
    </label>
  );
}
