"use client";
import type { RouterOutputs } from "@rlhf/api";
import {
  ago,
  Button,
  Card,
  Empty,
  Failure,
  figure,
  percent,
  Progress,
  RunState,
  Skeleton,
  Table,
  type Column,
  ArrowLeft,
} from "@rlhf/ui";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useProject } from "../shell/project";
import { useNow } from "../shell/use-now";
import { useTRPC } from "../trpc";
import { isRunKind, isRunStatus, KINDS, STATUSES } from "./filters";

type Run = RouterOutputs["runs"]["list"]["runs"][number];
const PAGE = 50;

/** All runs, newest first; the filter stands in the address. */
export function RunsScreen() {
  const { projectId } = useProject();
  const trpc = useTRPC();
  const search = useSearchParams();
  const [kind, status] = [search.get("kind") ?? "", search.get("status") ?? ""];
  const filter = {
    projectId,
    kind: isRunKind(kind) ? kind : undefined,
    status: isRunStatus(status) ? status : undefined,
  };
  const before = Number(search.get("before")) || undefined;
  const options = { refetchInterval: 3_000, placeholderData: keepPreviousData };
  const runs = useQuery(trpc.runs.list.queryOptions({ ...filter, before, limit: PAGE }, options));
  const rows = runs.data?.runs ?? [];
  const older = new URLSearchParams(search);
  older.set("before", String(rows.at(-1)?.seq ?? ""));
  return (
    <main className="page" id="content">
      <div className="head">
        <h1>Runs</h1>
        <span className="row end flex-wrap">
          <Filter name="kind" value={kind} options={KINDS} />
          <Filter name="status" value={status} options={STATUSES} />
        </span>
      </div>
      <Card>
        {runs.error && (
          <Failure
            title="The runs could not be read"
            detail={runs.error.message}
            action={<Button onClick={() => void runs.refetch()}>Try again</Button>}
          />
        )}
        {runs.isPending && <Skeleton lines={8} />}
        {runs.isSuccess && rows.length === 0 && (
          <Empty title="No runs here">
            A loop or a single stage becomes a run; “rlhf demo” on this machine starts one.
          </Empty>
        )}
        {rows.length > 0 && <RunTable rows={rows} />}
        {(before !== undefined || rows.length === PAGE) && (
          <footer>
            {before !== undefined && (
              <Link className="btn quiet xs" href="/runs">
                <ArrowLeft className="i i-12" aria-hidden /> Newest
              </Link>
            )}
            {rows.length === PAGE && (
              <Link className="btn quiet xs end" href={`/runs?${older}`}>
                Older
              </Link>
            )}
          </footer>
        )}
      </Card>
    </main>
  );
}

function Filter({ name, value, options }: { name: string; value: string; options: readonly string[] }) {
  const router = useRouter();
  const path = usePathname();
  const search = useSearchParams();
  const choose = (next: string) => {
    const params = new URLSearchParams(search);
    if (next) params.set(name, next);
    else params.delete(name);
    router.replace(`${path}?${params}`);
  };
  return (
    <label className="row t13">
      <span className="i3">{name}</span>
      <select className="input w-auto" value={value} onChange={(e) => choose(e.target.value)}>
        <option value="">any</option>
        {options.map((option) => (
          <option key={option}>{option}</option>
        ))}
      </select>
    </label>
  );
}

function RunTable({ rows }: { rows: readonly Run[] }) {
  const now = useNow();
  const columns: Column<Run>[] = [
    {
      key: "name",
      title: "Run",
      cell: (r) => (
        <Link className="b5 hover:underline" href={`/runs/${r.id}`}>
          {r.name}
        </Link>
      ),
    },
    { key: "kind", title: "Kind", cell: (r) => r.kind },
    { key: "status", title: "State", cell: (r) => <RunState status={r.status} reason={r.reason} /> },
    {
      key: "progress",
      title: "Progress",
      width: 160,
      cell: (r) => (
        <span className="row">
          <Progress share={r.progress} label={`Progress of ${r.name}`} />
          <span className="t12 i3">{percent(r.progress, 0)}</span>
        </span>
      ),
    },
    {
      key: "headline",
      title: "Latest",
      cell: (r) =>
        r.headline
          .slice(0, 2)
          .map(({ key, value }) => `${key.split("/").at(-1)} ${figure(value)}`)
          .join(" · "),
    },
    { key: "seed", title: "Seed", right: true, cell: (r) => <span className="mono">{r.seed}</span> },
    {
      key: "at",
      title: "Created",
      right: true,
      cell: (r) => (
        <time dateTime={r.createdAt.toISOString()} title={r.createdAt.toLocaleString()}>
          {ago(r.createdAt, now)}
        </time>
      ),
    },
  ];
  return <Table label="Runs" columns={columns} rows={rows} rowKey={(r) => r.id} />;
}
