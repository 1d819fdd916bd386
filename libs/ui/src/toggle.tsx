"use client";

/** An on-off switch with its words. */
export function Toggle(props: { label: string; on: boolean; onChange(on: boolean): void; hideLabel?: boolean }) {
  return (
    <label className="row t13 min-h-6 cursor-pointer">
      <span className="toggle">
        <input
          type="checkbox"
          role="switch"
          checked={props.on}
          onChange={(e) => props.onChange(e.target.checked)}
          aria-label={props.label}
        />
        <i />
      </span>
      {!props.hideLabel && <span aria-hidden="true">{props.label}</span>}
    </label>
  );
}
