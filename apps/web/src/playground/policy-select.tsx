"use client";
import { policyName, type Policy } from "./use-policies";

type Props = {
  letter: "a" | "b" | "r";
  label: string;
  /** The words for no policy, where that is a choice. */
  none?: string;
  policies: readonly Policy[];
  value: Policy | null;
  onChange(id: string | null): void;
};

/** A policy by its letter: A, B or the reference. */
export function PolicySelect({ letter, label, none, policies, value, onChange }: Props) {
  return (
    <label className="field policy-select">
      <span className={`letter ${letter}`} aria-hidden="true">
        {letter.toUpperCase()}
      </span>
      <select
        className="grow"
        aria-label={label}
        value={value?.id ?? ""}
        onChange={(e) => onChange(e.target.value || null)}
      >
        {(none !== undefined || value === null) && <option value="">{none ?? "choose one"}</option>}
        {policies.map((policy) => (
          <option key={policy.id} value={policy.id}>
            {policyName(policy)}
          </option>
        ))}
      </select>
    </label>
  );
}
