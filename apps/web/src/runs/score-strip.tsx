"use client";
import { ChartCard, Empty, HeatStrip, Skeleton } from "@rlhf/ui";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTRPC } from "../trpc";
import type { RunDetail } from "./run-detail";

type Props = { run: RunDetail; beat: number; at: number | null; onAt(step: number): void };

/** How the scores of each step's batch were spread. */
export function ScoreStrip({ run, beat, at, onAt }: Props) {
  const trpc = useTRPC();
  const asked = { runId: run.summary.id, key: "objective/scores", atMost: 150 };
  const { data, refetch } = useQuery(trpc.runs.spreads.queryOptions(asked, { placeholderData: keepPreviousData }));
  useEffect(() => {
    if (beat > 0) void refetch();
  }, [beat, refetch]);
  const spreads = data?.spreads ?? [];
  const answers = spreads.at(-1)?.counts.reduce((a, b) => a + b, 0) ?? 0;
  const rows = spreads.flatMap(({ step, edges, counts }) => counts.map((n, i) => [step, edges[i] ?? null, n]));
  const thinned = data && data.every > 1 ? `, every ${data.every}th step` : "";
  return (
    <ChartCard
      title="Scores of a batch"
      note={spreads.length > 0 && `share of ${answers} answers${thinned}`}
      table={rows.length > 0 ? { columns: ["step", "score from", "answers"], rows } : null}
      anchor="scores"
    >
      {!data && <Skeleton lines={6} />}
      {data && spreads.length === 0 && (
        <Empty title="No spread of scores">
          Each step of a new run stores one; a run from before that has only the mean.
        </Empty>
      )}
      {spreads.length > 0 && (
        <HeatStrip
          spreads={spreads}
          yTitle="score"
          alt={`How the scores of a batch were spread, ${spreads.length} steps`}
          at={at}
          onAt={onAt}
        />
      )}
    </ChartCard>
  );
}
