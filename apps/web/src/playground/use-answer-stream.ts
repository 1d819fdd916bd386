"use client";
import { useCallback, useEffect, useRef } from "react";
import { useTRPCClient } from "../trpc";
import { isOver, withNotice, type Answer } from "./answer-state";
import type { Side } from "./use-answers";

type Update = (side: Side, requestId: string, change: (answer: Answer) => Answer) => void;

/** Listens to answers as they are written, until the page is left; a lost line ends an answer in words. */
export function useAnswerStream(update: Update): (side: Side, requestId: string) => void {
  const client = useTRPCClient();
  const listening = useRef(new Map<string, () => void>());
  useEffect(() => {
    const open = listening.current;
    return () => open.forEach((stop) => stop());
  }, []);
  return useCallback(
    (side, requestId) => {
      const lost = (reason: string) =>
        update(side, requestId, (answer) => (isOver(answer) ? answer : { ...answer, status: "failed", reason }));
      const { unsubscribe } = client.playground.answer.subscribe(
        { requestId },
        {
          onData: ({ data }) => update(side, requestId, (answer) => withNotice(answer, data, Date.now())),
          onError: (wrong) => lost(wrong.message),
        },
      );
      listening.current.set(requestId, unsubscribe);
    },
    [client, update],
  );
}
