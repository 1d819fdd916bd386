"use client";
import type { RouterOutputs } from "@rlhf/api";
import { ChartCard, count, Empty, ForestPlot, percent, percentBounds, Segmented, type ForestRow } from "@rlhf/ui";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";
import type { ComparedPair } from "./compared-pair";
import { JudgmentsLink } from "./judgments-drawer";
import { PanelBody } from "./panel-body";
import { REFRESH_MS } from "./use-compared";

type Bias = RouterOutputs["compare"]["biases"]["left"];
type Side = "left" | "longer";
const AT_MOST = 10;
const COLUMNS = [
  { title: "%", width: 40 },
  { title: "n", width: 44 },
];
const SIDES = [
  { value: "left", text: "Left" },
  { value: "longer", text: "Longer" },
] as const;

/** Whether judges prefer a side whatever stands there: all together, and each one. */
export function PositionPanel({ pair: { judgeKind } }: { pair: ComparedPair }) {
  const { projectId } = useProject();
  const trpc = useTRPC();
  const [side, setSide] = useState<Side>("left");
  const biases = useQuery(trpc.compare.biases.queryOptions({ projectId, judgeKind }, { refetchInterval: REFRESH_MS }));
  const bias = biases.data?.[side];
  return (
    <ChartCard
      title={side === "left" ? "Position" : "Longer answer"}
      note="by judge, all pairs"
      anchor="position"
      table={bias && bias.decided > 0 ? tableOf(bias) : null}
      actions={<Segmented<Side> label="Which side" value={side} onChange={setSide} options={SIDES} />}
      footer={bias && footOf(bias)}
    >
      <PanelBody query={biases} failed="The biases could not be read" height={220}>
        {(data) =>
          data[side].decided === 0 ? (
            <Empty title="Nothing decided">Only judgments with a winner tell whether a side is preferred.</Empty>
          ) : (
            <ForestPlot
              rows={rowsOf(data[side])}
              alt={`How often the ${side} answer wins, for ${data[side].annotators.length} judges`}
              axis={`the ${side} answer wins, %`}
              tick={(t) => String(Math.round(100 * t))}
              reference={{ at: 0.5 }}
              columns={COLUMNS}
              link={(row, marks) => (
                <JudgmentsLink filter={{ judgeKind, annotatorId: row.key === "all" ? undefined : row.key }}>
                  {marks}
                </JudgmentsLink>
              )}
            />
          )
        }
      </PanelBody>
    </ChartCard>
  );
}

/** The whole first, then those beyond chance, then the strongest lean. */
function rowsOf({ rate, interval, decided, annotators }: Bias): ForestRow[] {
  const lean = (one: Bias["annotators"][number]) => Number(one.flagged) + Math.abs(one.shrunken - 0.5);
  const shown = [...annotators].sort((a, b) => lean(b) - lean(a)).slice(0, AT_MOST);
  return [
    {
      key: "all",
      label: "All judges",
      value: rate ?? 0.5,
      interval,
      whole: true,
      color: "ink",
      cells: [(100 * (rate ?? 0.5)).toFixed(1), count(decided)],
    },
    ...shown.map((one): ForestRow => {
      return {
        key: one.annotatorId,
        label: one.flagged ? `! ${one.name}` : one.name,
        value: one.rate,
        interval: one.interval,
        color: one.flagged ? "warn" : "ref",
        cells: [(100 * one.rate).toFixed(1), count(one.decided)],
      };
    }),
  ];
}

function footOf({ rate, interval, pValue, annotators }: Bias): string | undefined {
  if (rate === null) return undefined;
  const flagged = annotators.filter((one) => one.flagged).length;
  const p = pValue < 0.001 ? "< 0.001" : pValue.toFixed(3);
  const who = flagged === 0 ? "no judge beyond chance" : `${count(flagged)} beyond chance, marked !`;
  return `${percent(rate)} ${percentBounds(...interval)}, p ${p} · ${who}`;
}

const tableOf = ({ annotators }: Bias) => ({
  columns: ["judge", "side wins", "from", "to", "decided judgments", "p", "beyond chance"],
  rows: annotators.map(({ name, rate, interval, decided, pValue, flagged }) => [
    ...[name, rate, ...interval],
    ...[decided, pValue, flagged ? "yes" : "no"],
  ]),
});
