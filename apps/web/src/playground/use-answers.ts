"use client";
import { useMutation } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";
import type { Asked } from "./address";
import { isOver, newAnswer, type Answer, type SampledToken } from "./answer-state";
import { useAnswerStream } from "./use-answer-stream";

export const SIDES = ["a", "b"] as const;
export type Side = (typeof SIDES)[number];
/** All answers of a side to the prompt, the newest last; `shown`: which of them is on screen. */
export type Branches = { answers: readonly Answer[]; shown: number };
const NONE: Branches = { answers: [], shown: 0 };
const TOP_TOKENS = 50; // as many as the server gives: the fewer are missing, the better chances can be recomputed

type Question = Asked & { side: Side; policyVersionId: string; prefix: readonly SampledToken[] };

/** Asks policies, listens to their answers, and keeps every answer that was tried. */
export function useAnswers() {
  const trpc = useTRPC();
  const { projectId } = useProject();
  const [branches, setBranches] = useState<Record<Side, Branches>>({ a: NONE, b: NONE });
  const [error, setError] = useState<string | null>(null);
  const update = useCallback((side: Side, requestId: string, change: (answer: Answer) => Answer) => {
    setBranches((now) => {
      const answers = now[side].answers.map((one) => (one.requestId === requestId ? change(one) : one));
      return { ...now, [side]: { ...now[side], answers } };
    });
  }, []);
  const listen = useAnswerStream(update);
  const ask = useMutation(trpc.playground.ask.mutationOptions());
  const cancel = useMutation(trpc.playground.cancel.mutationOptions());

  const question = async ({ side, policyVersionId, prefix, ...asked }: Question): Promise<void> => {
    setError(null);
    const { reference, prompt, temperature, topK, topP, maxNewTokens, seed } = asked;
    try {
      const { requestIds } = await ask.mutateAsync({
        projectId,
        policyVersionIds: [policyVersionId],
        referenceVersionId: reference,
        messages: [{ role: "user", content: prompt }],
        sampling: { temperature, topK, topP, maxNewTokens, seed },
        prefixTokenIds: prefix.map((token) => token.tokenId),
        topTokens: TOP_TOKENS,
      });
      const [requestId] = requestIds;
      if (requestId === undefined) return;
      const answer = newAnswer({ requestId, prefix, temperature, now: Date.now() });
      setBranches((now) => {
        const kept = prefix.length === 0 ? [] : now[side].answers; // a new answer from the start begins a new tree
        return { ...now, [side]: { answers: [...kept, answer], shown: kept.length } };
      });
      listen(side, requestId);
    } catch (wrong) {
      setError(wrong instanceof Error ? wrong.message : String(wrong));
    }
  };
  return {
    branches,
    error,
    busy: SIDES.some((side) => branches[side].answers.some((answer) => !isOver(answer))),
    question,
    show: (side: Side, shown: number) => setBranches((now) => ({ ...now, [side]: { ...now[side], shown } })),
    clear: (side: Side) => setBranches((now) => ({ ...now, [side]: NONE })),
    cancel: () => {
      for (const side of SIDES)
        for (const answer of branches[side].answers)
          if (!isOver(answer)) cancel.mutate({ requestId: answer.requestId });
    },
  };
}
