"use client";

/** A password that is being chosen or asked for. */
export function PasswordField(props: { label: string; name: string; fresh?: boolean; note?: string }) {
  const { label, name, fresh = false, note } = props;
  return (
    <label className="t13 flex flex-col gap-1">
      {label}
      <input
        className="input"
        name={name}
        type="password"
        autoComplete={fresh ? "new-password" : "current-password"}
        minLength={fresh ? 10 : undefined}
        maxLength={200}
        required
      />
      {note && <span className="t12 i3">{note}</span>}
    </label>
  );
}
