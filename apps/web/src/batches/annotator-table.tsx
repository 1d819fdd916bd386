"use client";
import { Card, count, percent, StateIcon, Table, Term, type Column } from "@rlhf/ui";
import type { Annotator } from "./batch-words";

const share = (of: { rate: number; n: number } | null) =>
  of === null ? <span className="i3">–</span> : `${percent(of.rate)} · n ${count(of.n)}`;

const GOLD = { pending: "too few yet", pass: "passes", pause: "below 60 %" } as const;

const COLUMNS: Column<Annotator>[] = [
  { key: "name", title: "Annotator", cell: (a) => a.name },
  { key: "n", title: "Judgments", right: true, cell: (a) => count(a.judgments) },
  {
    key: "speed",
    title: "Median time",
    right: true,
    cell: (a) => (a.medianSeconds === null ? <span className="i3">–</span> : `${a.medianSeconds.toFixed(1)} s`),
  },
  { key: "agreement", title: <Term word="Agreement" />, right: true, cell: (a) => share(a.agreement) },
  { key: "self", title: <Term word="Self-agreement" />, right: true, cell: (a) => share(a.consistency) },
  {
    key: "left",
    title: <Term word="Left bias">Left</Term>,
    right: true,
    cell: (a) => (
      <span className="row g4 justify-end">
        {a.leftFlagged && <StateIcon state="warn" label="surely uneven" />}
        {share(a.left)}
      </span>
    ),
  },
  {
    key: "gold",
    title: <Term word="Gold score" />,
    right: true,
    cell: ({ gold }) =>
      gold === null ? (
        <span className="i3">–</span>
      ) : (
        <span className="row g4 justify-end">
          {gold.status === "pause" && <StateIcon state="warn" />}
          {percent(gold.mean)} · {gold.passed} of {gold.n}, {GOLD[gold.status]}
        </span>
      ),
  },
];

/** Each annotator's figures in one row. */
export function AnnotatorTable({ annotators }: { annotators: readonly Annotator[] }) {
  return (
    <Card title="Annotators" note="who judged this batch; nobody’s judgments are dropped by these figures">
      <Table label="Annotators" columns={COLUMNS} rows={annotators} rowKey={(a) => a.annotatorId} />
    </Card>
  );
}
