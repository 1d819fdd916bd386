"use client";
import { Toggle } from "@rlhf/ui";
import { usePathname, useSearchParams } from "next/navigation";
import { KINDS } from "./policies-filter";

/** Name, kind and whether every checkpoint counts; kept in the address. */
export function PoliciesFilters() {
  const path = usePathname();
  const search = useSearchParams();
  const choose = (name: string, value: string) => {
    const params = new URLSearchParams(search);
    for (const page of ["before", "after"]) params.delete(page);
    if (value) params.set(name, value);
    else params.delete(name);
    history.replaceState(null, "", `${path}?${params}`); // at once: the page need not be asked for again
  };
  return (
    <>
      <Toggle
        label="Every checkpoint"
        on={search.get("checkpoints") === "all"}
        onChange={(on) => choose("checkpoints", on ? "all" : "")}
      />
      <label className="row t13">
        <span className="i3">kind</span>
        <select
          className="input w-auto"
          value={search.get("kind") ?? ""}
          onChange={(e) => choose("kind", e.target.value)}
        >
          <option value="">any</option>
          {KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {kind.replaceAll("_", " ")}
            </option>
          ))}
        </select>
      </label>
      <label className="row t13">
        <span className="i3">name</span>
        <input
          className="input w-32"
          type="search"
          defaultValue={search.get("name") ?? ""}
          onChange={(e) => choose("name", e.target.value)}
        />
      </label>
    </>
  );
}
