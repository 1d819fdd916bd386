"use client";
import { ChartCard, Empty, ForestPlot, type ForestRow } from "@rlhf/ui";
import type { ReactNode } from "react";
import type { Annotator } from "./batch-words";
import { agreementMeasure, goldMeasure, leftMeasure, speedMeasure } from "./quality-words";

type Measured = { rows: ForestRow[]; table: (string | number | null)[][]; columns: string[] };
type Chart = {
  title: string;
  note: string;
  anchor: string;
  axis: string;
  measured: Measured;
  percent: boolean;
  reference?: { at: number };
  empty: ReactNode;
};
const SHARES = [
  { title: "%", width: 48 },
  { title: "95 %", width: 92 },
  { title: "n", width: 44 },
];
const SECONDS = [
  { title: "s", width: 48 },
  { title: "middle half", width: 92 },
  { title: "n", width: 44 },
];

/** Each annotator's speed, agreement, side bias and gold score as dots with intervals. */
export function QualityCharts({ annotators }: { annotators: readonly Annotator[] }) {
  const charts: Chart[] = [
    {
      title: "Left bias",
      note: "share of left answers; yellow: surely uneven",
      anchor: "left",
      axis: "left answer wins, % of decided",
      measured: leftMeasure(annotators),
      percent: true,
      reference: { at: 0.5 },
      empty: "No judgment decided for a side yet.",
    },
    {
      title: "Agreement",
      note: "with everyone else on the same pairs",
      anchor: "agreement",
      axis: "same choice, %",
      measured: agreementMeasure(annotators),
      percent: true,
      empty: "No pair has two judgments: an overlap of two or more brings them.",
    },
    {
      title: "Speed",
      note: "median, and the middle half of the times",
      anchor: "speed",
      axis: "seconds on a pair",
      measured: speedMeasure(annotators),
      percent: false,
      empty: "No times were measured.",
    },
    {
      title: "Gold score",
      note: "bar from its lower bound; yellow: asked to read the guideline again",
      anchor: "gold",
      axis: "gold pairs right, %",
      measured: goldMeasure(annotators),
      percent: true,
      reference: { at: 0.6 },
      empty: "No gold pair was answered: a gold rate above 0 brings them.",
    },
  ];
  return (
    <div className="cols-2">
      {charts.map((chart) => (
        <OneChart key={chart.anchor} chart={chart} />
      ))}
    </div>
  );
}

function OneChart({ chart: { title, note, anchor, axis, measured, percent, reference, empty } }: { chart: Chart }) {
  const { rows, table, columns } = measured;
  const drawn = rows.length > 0;
  return (
    <ChartCard title={title} note={note} anchor={anchor} table={drawn ? { columns, rows: table } : null}>
      {drawn ? (
        <ForestPlot
          rows={rows}
          alt={`${title} of ${rows.length} annotators`}
          axis={axis}
          tick={(value) => String(percent ? Math.round(100 * value) : value)}
          reference={reference}
          columns={percent ? SHARES : SECONDS}
        />
      ) : (
        <Empty title="Nothing measured">{empty}</Empty>
      )}
    </ChartCard>
  );
}
