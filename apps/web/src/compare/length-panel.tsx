"use client";
import type { RouterOutputs } from "@rlhf/api";
import { ChartCard, count, Empty, figure, IntervalCurve, percent, percentBounds, type GuideLine } from "@rlhf/ui";
import { useQuery } from "@tanstack/react-query";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";
import { around } from "./around";
import type { ComparedPair } from "./compared-pair";
import { PanelBody } from "./panel-body";
import { REFRESH_MS } from "./use-compared";
import { useAnswers } from "./use-answers";

type Bin = RouterOutputs["compare"]["answers"]["lengths"][number];

/** Does the longer answer win? */
export function LengthPanel({ pair }: { pair: ComparedPair }) {
  const { projectId } = useProject();
  const trpc = useTRPC();
  const answers = useAnswers(pair);
  const verdict = useQuery(trpc.compare.verdict.queryOptions({ projectId, ...pair }, { refetchInterval: REFRESH_MS }));
  const bins = answers.data?.lengths ?? [];
  const equal = verdict.data?.verdict?.lengthControlled;
  return (
    <ChartCard
      title="Length"
      note="does the longer one win?"
      anchor="length"
      table={bins.length > 0 ? tableOf(bins) : null}
      footer={equal ? `At equal length ${percent(equal.rate)} ${percentBounds(...equal.interval)}` : undefined}
    >
      <PanelBody query={answers} failed="The lengths could not be read" height={220}>
        {() =>
          bins.length === 0 ? (
            <Empty title="No lengths to compare">They come with the first judgment between the two.</Empty>
          ) : (
            <IntervalCurve
              points={bins.map((bin) => ({
                x: bin.mean,
                value: bin.rate,
                interval: bin.interval,
                about: aboutBin(bin),
              }))}
              guides={guidesOf(bins, equal?.rate)}
              domain={{
                x: around(
                  bins.flatMap(({ mean }) => mean),
                  0,
                ),
                y: around(
                  bins.flatMap(({ interval }) => interval),
                  0.5,
                ),
              }}
              xAxis={{ title: "tokens by which A is longer", tick: (t) => (t > 0 ? `+${figure(t, 2)}` : figure(t, 2)) }}
              yAxis={{ title: "A preferred, %", tick: (t) => String(Math.round(100 * t)) }}
              alt={`Win rate of A in ${bins.length} bins of length difference`}
            />
          )
        }
      </PanelBody>
    </ChartCard>
  );
}

function aboutBin({ from, to, rate, interval, judgments }: Bin): string {
  const lengths = from === to ? `${count(from)} tokens` : `${count(from)} to ${count(to)} tokens`;
  return `A longer by ${lengths}: ${percent(rate)} ${percentBounds(...interval)}, n ${count(judgments)}`;
}

function guidesOf(bins: readonly Bin[], equal: number | undefined): GuideLine[] {
  const [from, to] = around(
    bins.map(({ mean }) => mean),
    0,
  );
  const even: GuideLine = { from: [from, 0.5], to: [to, 0.5], label: "even" };
  if (equal === undefined) return [even];
  return [
    even,
    { from: [from, equal], to: [to, equal], label: `equal length ${(100 * equal).toFixed(1)}`, labelAt: "start" },
  ];
}

const tableOf = (bins: readonly Bin[]) => ({
  columns: ["A longer by, from", "mean", "to", "win rate of A", "from", "to", "judgments", "prompts"],
  rows: bins.map(({ from, mean, to, rate, interval, judgments, prompts }) => [
    ...[from, mean, to, rate, ...interval],
    ...[judgments, prompts],
  ]),
});
