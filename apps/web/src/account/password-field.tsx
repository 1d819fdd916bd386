"use client";
import { useId } from "react";

/** A password that is being chosen or asked for. */
export function PasswordField(props: { label: string; name: string; fresh?: boolean; note?: string }) {
  const { label, name, fresh = false, note } = props;
  const id = useId();
  return (
    <div className="t13 flex flex-col gap-1">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="input"
        name={name}
        type="password"
        autoComplete={fresh ? "new-password" : "current-password"}
        aria-describedby={note ? `${id}-note` : undefined}
        minLength={fresh ? 10 : undefined}
        maxLength={200}
        required
      />
      {note && (
        <span id={`${id}-note`} className="t12 i3">
          {note}
        </span>
      )}
    </div>
  );
}
