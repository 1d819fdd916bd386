"use client";
import { ChartCard, Empty, figure, FrontierPlot, type FrontierPoint } from "@rlhf/ui";
import { useMemo } from "react";
import { frontierPoints } from "./frontier-points";
import type { RunDetail, Series } from "./run-detail";

type Props = { run: RunDetail; series: readonly Series[]; at: number | null; onAt(step: number): void };

/** What the run gained in score for each nat that it moved away from its reference. */
export function Frontier({ run, series, at, onAt }: Props) {
  const { checkpoints } = run;
  const places = useMemo(
    () =>
      frontierPoints(
        series,
        checkpoints.map((checkpoint) => checkpoint.step),
      ),
    [series, checkpoints],
  );
  const { path, marked } = places;
  const table = { columns: ["step", "KL, nats", "score"], rows: path.map(({ step, kl, score }) => [step, kl, score]) };
  const shown = at === null ? undefined : path.find((place) => place.step === at);
  const points = [...marked, ...(shown && !marked.includes(shown) ? [shown] : [])].map((place): FrontierPoint => ({
    key: String(place.step),
    x: place.kl,
    y: place.score,
    about: `step ${place.step}: score ${figure(place.score)} at KL ${figure(place.kl)} nats`,
    color: "a",
    shape: "dot",
    picked: place === shown,
    label: place === shown || place === marked.at(-1) ? `step ${place.step}` : undefined,
  }));
  return (
    <ChartCard
      title="Reward and KL"
      note={`${marked.length} checkpoints on the path of all steps`}
      table={path.length > 0 ? table : null}
      anchor="frontier"
    >
      {path.length === 0 ? (
        <Empty title="No path yet">Each step adds a point: its score over its KL.</Empty>
      ) : (
        <FrontierPlot
          points={points}
          runs={[{ key: run.summary.id, color: "a", points: path.map(({ kl, score }) => [kl, score]) }]}
          reference={[]}
          xTitle="KL from the reference, nats per answer"
          yTitle="score, reward model"
          tick={(value) => figure(value, 2)}
          alt={`Score over KL, ${path.length} steps`}
          link={(point, marks) => (
            <a
              href={`?step=${point.key}`}
              onClick={(event) => {
                event.preventDefault();
                onAt(Number(point.key));
              }}
            >
              {marks}
            </a>
          )}
        />
      )}
    </ChartCard>
  );
}
