"use client";
import { ArrowLeft, Button, Card, Empty, Failure, Plus, Skeleton } from "@rlhf/ui";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { useState } from "react";
import { useProject } from "../shell/project";
import { useKeys } from "../shell/use-keys";
import { useTRPC } from "../trpc";
import { isRunKind, isRunStatus } from "./filters";
import { RunsFilters } from "./runs-filters";
import { RunsTable } from "./runs-table";

const PAGE = 50;
const WRITERS = ["owner", "admin", "researcher"];

/** All runs, newest first; the filter stands in the address, any of them can be compared. */
export function RunsScreen() {
  const { role } = useProject();
  const router = useRouter();
  const runs = useRuns();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const toggle = (id: string) => setChosen(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  const mayWrite = WRITERS.includes(role);
  const comparison = `/runs/compare?ids=${chosen.join(",")}`;
  useKeys({
    n: mayWrite ? () => router.push("/runs/new") : undefined,
    c: chosen.length > 1 ? () => router.push(comparison) : undefined,
  });
  return (
    <main className="page" id="content">
      <div className="head flex-wrap gap-y-2">
        <h1>Runs</h1>
        <span className="row end flex-wrap">
          <RunsFilters />
          {mayWrite && (
            <Link className="btn primary" href="/runs/new" aria-keyshortcuts="n">
              <Plus className="i" aria-hidden /> New run <kbd aria-hidden="true">N</kbd>
            </Link>
          )}
        </span>
      </div>
      <Card>
        {chosen.length > 0 && (
          <div className="row flex-wrap border-b border-line p-3" role="group" aria-label="Chosen runs">
            <span className="t13">
              <b className="b6">{chosen.length}</b> chosen
            </span>
            {chosen.length > 1 ? (
              <Link className="btn sm" href={comparison} aria-keyshortcuts="c">
                Compare their curves and settings <kbd aria-hidden="true">C</kbd>
              </Link>
            ) : (
              <span className="t12 i3">choose another one to compare</span>
            )}
            <Button tone="quiet" size="sm" className="end" onClick={() => setChosen([])}>
              Choose none
            </Button>
          </div>
        )}
        <Listed runs={runs} chosen={chosen} onToggle={toggle} />
      </Card>
    </main>
  );
}

function useRuns() {
  const { projectId } = useProject();
  const trpc = useTRPC();
  const search = useSearchParams();
  const [kind, status] = [search.get("kind") ?? "", search.get("status") ?? ""];
  const asked = {
    projectId,
    kind: isRunKind(kind) ? kind : undefined,
    status: isRunStatus(status) ? status : undefined,
    query: search.get("name") || undefined,
    topLevel: search.get("stages") === "no" ? true : undefined,
    before: Number(search.get("before")) || undefined,
    limit: PAGE,
  };
  return useQuery(trpc.runs.list.queryOptions(asked, { refetchInterval: 3_000, placeholderData: keepPreviousData }));
}

type Listing = { runs: ReturnType<typeof useRuns>; chosen: readonly string[]; onToggle(id: string): void };

function Listed({ runs, chosen, onToggle }: Listing) {
  const rows = runs.data?.runs ?? [];
  if (runs.error && !runs.data)
    return (
      <Failure
        title="The runs could not be read"
        detail={runs.error.message}
        action={<Button onClick={() => void runs.refetch()}>Try again</Button>}
      />
    );
  if (runs.isPending) return <Skeleton lines={8} />;
  if (rows.length === 0)
    return (
      <Empty
        title="No runs here"
        action={
          <Link className="btn" href="/runs/new">
            New run
          </Link>
        }
      >
        A whole loop or one of its stages becomes a run. Perhaps the filter leaves all of them out.
      </Empty>
    );
  return (
    <>
      <RunsTable rows={rows} chosen={chosen} onToggle={onToggle} />
      <Pages last={rows.length === PAGE ? (rows.at(-1)?.seq ?? null) : null} />
    </>
  );
}

/** `last`: the seq of the last row, null when nothing is older. */
function Pages({ last }: { last: number | null }) {
  const search = useSearchParams();
  const onFirst = !search.has("before");
  if (onFirst && last === null) return null;
  const [newest, older] = [new URLSearchParams(search), new URLSearchParams(search)];
  newest.delete("before");
  older.set("before", String(last ?? ""));
  return (
    <footer>
      {!onFirst && (
        <Link className="btn quiet xs" href={`/runs?${newest}`}>
          <ArrowLeft className="i i-12" aria-hidden /> Newest
        </Link>
      )}
      {last !== null && (
        <Link className="btn quiet xs end" href={`/runs?${older}`}>
          Older
        </Link>
      )}
    </footer>
  );
}
