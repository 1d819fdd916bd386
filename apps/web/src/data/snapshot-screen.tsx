"use client";
import { Button, ChevronRight, count, Failure, Skeleton, Term } from "@rlhf/ui";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "../trpc";
import { ExportLink } from "./export-link";
import { ImportedRows } from "./imported-rows";
import { kindWords, type Snapshot } from "./origin";
import { OriginLink } from "./origin-link";
import { PreferenceRows } from "./preference-rows";
import { splitsText } from "./splits-text";

/** One snapshot: what it holds, where it came from, who learned from it, and its rows. */
export function SnapshotScreen({ snapshotId }: { snapshotId: string }) {
  const trpc = useTRPC();
  const found = useQuery(trpc.data.snapshot.queryOptions({ snapshotId }));
  return (
    <main className="page" id="content">
      <nav className="crumbs" aria-label="Where this is">
        <Link href="/data">Data</Link>
        <ChevronRight className="i" aria-hidden />
        <Link href="/data?tab=snapshots">Snapshots</Link>
      </nav>
      {found.error && (
        <Failure
          title="This snapshot could not be read"
          detail={found.error.message}
          action={<Button onClick={() => void found.refetch()}>Try again</Button>}
        />
      )}
      {found.isPending && <Skeleton lines={10} height={24} />}
      {found.data && <Loaded snapshot={found.data} />}
    </main>
  );
}

function Loaded({ snapshot }: { snapshot: Snapshot }) {
  return (
    <>
      <div className="head">
        <h1>
          {snapshot.datasetName} <span className="i3">v{snapshot.version}</span>
        </h1>
        <span className="tag">{kindWords(snapshot.kind)}</span>
        <span className="row end">
          <ExportLink of={snapshot} size="md" />
        </span>
      </div>
      <About snapshot={snapshot} />
      {snapshot.kind === "preference" ? (
        <PreferenceRows snapshotId={snapshot.id} total={snapshot.rows} />
      ) : (
        <ImportedRows snapshotId={snapshot.id} total={snapshot.rows} />
      )}
    </>
  );
}

function About({ snapshot: s }: { snapshot: Snapshot }) {
  return (
    <dl className="about-line">
      <Fact name="Rows">{count(s.rows)}</Fact>
      <Fact name={<Term word="Split">Splits</Term>}>{splitsText(s)}</Fact>
      <Fact name={<Term word="Aggregation" />}>{s.aggregation.replaceAll("_", " ")}</Fact>
      {s.judgmentHighWater && (
        <Fact name={<Term word="High water">Judgments until</Term>}>{s.judgmentHighWater.toLocaleString()}</Fact>
      )}
      <Fact name="Made from">
        <OriginLink of={s} />
      </Fact>
      <Fact name="Read by">
        {s.usedBy.length === 0 && "no run yet"}
        {s.usedBy.slice(0, 5).map((run, i) => (
          <span key={run.id}>
            {i > 0 && ", "}
            <Link className="num" href={`/runs/${run.id}`}>
              {run.name} (run {run.seq})
            </Link>
          </span>
        ))}
        {s.usedBy.length > 5 && ` and ${s.usedBy.length - 5} more`}
      </Fact>
      <Fact name="Content">
        <span className="mono" title={`SHA-256 ${s.contentSha256}`}>
          {s.contentSha256.slice(0, 12)}
        </span>
      </Fact>
    </dl>
  );
}

const Fact = ({ name, children }: { name: React.ReactNode; children: React.ReactNode }) => (
  <div className="stat">
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);
