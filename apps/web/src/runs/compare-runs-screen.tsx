"use client";
import { ChevronRight, Empty } from "@rlhf/ui";
import Link from "next/link";
import { useMemo } from "react";
import { useAddress } from "../shell/use-address";
import { ConfigTable } from "./config-table";
import { OverlaidCurves } from "./overlaid-curves";

const UUID = /^[0-9a-f-]{36}$/;

/** Several runs on one page: their curves over each other, and the settings in which they differ. */
export function CompareRunsScreen() {
  const [search] = useAddress();
  const ids = search.get("ids") ?? "";
  const runIds = useMemo(() => [...new Set(ids.split(",").filter((id) => UUID.test(id)))], [ids]);
  return (
    <main className="page" id="content">
      <nav className="crumbs" aria-label="Where this is">
        <Link href="/runs">Runs</Link>
        <ChevronRight className="i" aria-hidden />
        <span>compare</span>
      </nav>
      <div className="head">
        <h1>{runIds.length} runs compared</h1>
      </div>
      {runIds.length === 0 ? (
        <Empty
          title="No run is chosen"
          action={
            <Link className="btn" href="/runs">
              Choose runs
            </Link>
          }
        >
          The address names the runs; choose some in the list, then press C.
        </Empty>
      ) : (
        <div className="stack">
          <OverlaidCurves runIds={runIds} />
          <ConfigTable runIds={runIds} />
        </div>
      )}
    </main>
  );
}
