"use client";
import type { UserKind } from "@rlhf/domain";
import { Button, Card, Failure, Skeleton, Table, Toggle, type Column } from "@rlhf/ui";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { lineageParts, type LineagePart, type PolicyDetail } from "../policies/lineage-links";
import { useTRPC } from "../trpc";
import { SettingsDiff } from "./settings-diff";

type Props = { candidateId: string; baselineId: string; judgeKind?: UserKind };

/** What the two policies were made from, and which settings of their runs differ. */
export function LineagePanel({ candidateId, baselineId }: Props) {
  const trpc = useTRPC();
  const [all, setAll] = useState(false);
  const a = useQuery(trpc.policies.show.queryOptions({ policyVersionId: candidateId }));
  const b = useQuery(trpc.policies.show.queryOptions({ policyVersionId: baselineId }));
  const error = a.error ?? b.error;
  return (
    <Card
      title="Configuration and lineage"
      note={all ? "everything" : "only what differs"}
      actions={<Toggle label="Show all" on={all} onChange={setAll} />}
    >
      {error && (
        <Failure
          title="The lineage could not be read"
          detail={error.message}
          action={<Button onClick={() => void Promise.all([a.refetch(), b.refetch()])}>Try again</Button>}
        />
      )}
      {!error && !(a.data && b.data) && <Skeleton lines={8} />}
      {a.data && b.data && (
        <>
          <Lineages a={a.data} b={b.data} all={all} />
          <SettingsDiff a={a.data} b={b.data} all={all} />
        </>
      )}
    </Card>
  );
}

type Pair = { part: string; a: LineagePart | undefined; b: LineagePart | undefined };

function Lineages({ a, b, all }: { a: PolicyDetail; b: PolicyDetail; all: boolean }) {
  const [ofA, ofB] = [lineageParts(a), lineageParts(b)];
  const pairs: Pair[] = ofA.map((one, i) => ({ part: one.part, a: one, b: ofB[i] }));
  const differ = (pair: Pair) => pair.a?.same !== pair.b?.same;
  const cell = (pair: Pair, side: "a" | "b") => <span className={differ(pair) ? "b5" : "i3"}>{pair[side]?.value}</span>;
  const columns: Column<Pair>[] = [
    { key: "part", title: "Made from", width: 160, cell: (pair) => pair.part },
    { key: "a", title: <span className="letter a">A</span>, cell: (pair) => cell(pair, "a") },
    { key: "b", title: <span className="letter b">B</span>, cell: (pair) => cell(pair, "b") },
  ];
  const rows = pairs.filter((pair) => all || differ(pair));
  return <Table label="Lineage" columns={columns} rows={rows} rowKey={(pair) => pair.part} />;
}
