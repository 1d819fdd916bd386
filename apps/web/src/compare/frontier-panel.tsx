"use client";
import { ChartCard, Empty, figure, FrontierPlot, Segmented } from "@rlhf/ui";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";
import type { ComparedPair } from "./compared-pair";
import { frontierMarks, frontierTable, hasGold, type Gain } from "./frontier-marks";
import { PanelBody } from "./panel-body";
import { REFRESH_MS } from "./use-compared";

type Props = { pair: ComparedPair; names: ReadonlyMap<string, string> };
type Distance = "kl" | "root";
const Y_TITLES: Record<Gain, string> = {
  score: "score, deviations of the reference",
  gold: "gold, units of the world",
};
const X_TITLES: Record<Distance, string> = { kl: "KL from the reference, nats", root: "√KL, √nats" };

/** What each policy gained for how far it moved. */
export function FrontierPanel({ pair, names }: Props) {
  const { projectId } = useProject();
  const trpc = useTRPC();
  const [gain, setGain] = useState<Gain>("score");
  const [distance, setDistance] = useState<Distance>("kl");
  const frontier = useQuery(trpc.compare.frontier.queryOptions({ projectId }, { refetchInterval: REFRESH_MS }));
  const gold = frontier.data !== undefined && hasGold(frontier.data);
  const view = { gain: gold ? gain : "score", distance, pair, names } as const;
  const marks = frontier.data ? frontierMarks(frontier.data, view) : null;
  return (
    <ChartCard
      title="Reward and KL"
      anchor="frontier"
      table={frontier.data && marks && marks.points.length > 0 ? frontierTable(frontier.data, names) : null}
      footer="● checkpoint, mean of 5 steps · ◆ evaluation · ■ best of n · dashed: best of n if scores were normal"
      actions={<Switches {...{ gold, gain, setGain, distance, setDistance }} />}
    >
      <PanelBody query={frontier} failed="Reward and KL could not be read" height={340}>
        {() =>
          marks && marks.points.length > 0 ? (
            <FrontierPlot
              {...marks}
              xTitle={X_TITLES[distance]}
              yTitle={Y_TITLES[view.gain]}
              tick={(t) => figure(t, 2)}
              alt={`${marks.points.length} policies by KL and ${view.gain}`}
              link={(point, drawn) => (
                <Link className="num" href={`/runs/${point.runId}`} aria-label={point.about}>
                  {drawn}
                </Link>
              )}
            />
          ) : (
            <Empty title="Nothing was measured yet">
              PPO&apos;s checkpoints and finished evaluations stand here, one point each.
            </Empty>
          )
        }
      </PanelBody>
    </ChartCard>
  );
}

type Choices = {
  gold: boolean;
  gain: Gain;
  setGain(gain: Gain): void;
  distance: Distance;
  setDistance(distance: Distance): void;
};
const GAINS = [
  { value: "score", text: "Score" },
  { value: "gold", text: "Gold" },
] as const;
const DISTANCES = [
  { value: "kl", text: "KL" },
  { value: "root", text: "√KL" },
] as const;

function Switches({ gold, gain, setGain, distance, setDistance }: Choices) {
  return (
    <>
      {gold && <Segmented<Gain> label="Gain" value={gain} onChange={setGain} options={GAINS} />}
      <Segmented<Distance> label="Distance" value={distance} onChange={setDistance} options={DISTANCES} />
    </>
  );
}
