"use client";
import type { RouterOutputs } from "@rlhf/api";
import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTRPC } from "../trpc";
import { heatTokens, type HeatAnswer } from "./heat-tokens";
import { sampledStepFor } from "./sampled-step";

export type Sample = RouterOutputs["runs"]["samples"]["rows"][number];
const SETTLED_MS = 120; // a crosshair that passes over asks for nothing

/** The answers at the checkpoint nearest to the wanted step; the old ones stay until the new ones are there. */
export function useSamples(runId: string, { wanted, beat }: { wanted: number | null; beat: number }) {
  const trpc = useTRPC();
  const [step, setStep] = useState<number | undefined>(wanted ?? undefined);
  const samples = useQuery(trpc.runs.samples.queryOptions({ runId, step }, { placeholderData: keepPreviousData }));
  const { refetch, data } = samples;
  const nearest = data && sampledStepFor(data.steps, wanted);
  useEffect(() => {
    const timer = setTimeout(() => setStep(nearest ?? undefined), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [nearest]);
  useEffect(() => {
    if (beat > 0) void refetch();
  }, [beat, refetch]);
  const error = samples.error && !data ? samples.error.message : null;
  return { steps: data?.steps ?? [], step: data?.step ?? null, rows: data?.rows, error };
}

/** The tokens of these answers with all their figures; each answer is read once. */
export function useTokensOf(samples: readonly Sample[]): ReadonlyMap<string, HeatAnswer> {
  const trpc = useTRPC();
  return useQueries({
    queries: samples
      .filter((sample) => sample.hasTokenStats)
      .map(({ generationId }) => trpc.runs.tokenStats.queryOptions({ generationId }, { staleTime: Infinity })),
    combine: answersById,
  });
}

function answersById(
  results: readonly { data: RouterOutputs["runs"]["tokenStats"] | undefined }[],
): ReadonlyMap<string, HeatAnswer> {
  return new Map(results.flatMap(({ data }) => (data ? [[data.generationId, heatTokens(data)] as const] : [])));
}
