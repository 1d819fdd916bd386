"use client";
import { useState } from "react";
import { useAddress } from "../shell/use-address";
import { ConfigTable } from "./config-table";
import type { RunDetail } from "./run-detail";
import { RunChooser } from "./run-chooser";

/** The run's settings beside those of any other runs; only what differs, unless all are asked for. */
export function ConfigTab({ run }: { run: RunDetail }) {
  const [search, change] = useAddress();
  const [others, setOthers] = useState(() => named(search.get("with"), run.summary.id));
  const choose = (ids: readonly string[]) => {
    setOthers(ids); // at once; the address follows
    change({ with: ids.join(",") });
  };
  return (
    <div className="stack">
      <RunChooser kind={run.summary.kind} without={run.summary.id} chosen={others} onChange={choose} />
      <ConfigTable runIds={[run.summary.id, ...others]} />
    </div>
  );
}

const named = (ids: string | null, own: string): readonly string[] =>
  (ids ?? "").split(",").filter((id) => id !== "" && id !== own);
