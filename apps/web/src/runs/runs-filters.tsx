"use client";
import { Toggle } from "@rlhf/ui";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { KINDS, STATUSES } from "./filters";

/** Which runs are listed; each change stands in the address and begins at the newest again. */
export function RunsFilters() {
  const router = useRouter();
  const path = usePathname();
  const search = useSearchParams();
  const choose = (name: string, value: string) => {
    const params = new URLSearchParams(search);
    params.delete("before");
    if (value) params.set(name, value);
    else params.delete(name);
    router.replace(`${path}?${params}`, { scroll: false });
  };
  return (
    <>
      <input
        type="search"
        className="input w-44"
        aria-label="Part of the name"
        placeholder="Part of the name"
        defaultValue={search.get("name") ?? ""}
        onChange={(e) => choose("name", e.target.value)}
      />
      <Filter name="kind" value={search.get("kind") ?? ""} options={KINDS} onChange={choose} />
      <Filter name="status" value={search.get("status") ?? ""} options={STATUSES} onChange={choose} />
      <Toggle
        label="Stages of loops"
        on={search.get("stages") !== "no"}
        onChange={(on) => choose("stages", on ? "" : "no")}
      />
    </>
  );
}

type FilterProps = {
  name: string;
  value: string;
  options: readonly string[];
  onChange(name: string, value: string): void;
};

function Filter({ name, value, options, onChange }: FilterProps) {
  return (
    <label className="row t13">
      <span className="i3">{name}</span>
      <select className="input w-auto" value={value} onChange={(e) => onChange(name, e.target.value)}>
        <option value="">any</option>
        {options.map((option) => (
          <option key={option}>{option}</option>
        ))}
      </select>
    </label>
  );
}
