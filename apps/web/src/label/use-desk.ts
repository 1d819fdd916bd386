"use client";
import { useSearchParams } from "next/navigation";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { useTRPCClient } from "../trpc";
import { dropDraft, readDraft, saveDraft } from "./browser-store";
import type { Ahead } from "./ahead";
import { Desk, type DeskState } from "./desk";
import type { Outbox, OutboxState } from "./outbox";

const HEARTBEAT_MS = 60_000;
const ASK_AGAIN_MS = 4_000;

/** The desk of this page: keeps the lease while somebody reads, and asks again when the server was away. */
export function useDesk(
  projectId: string,
  sending: { outbox: Outbox; state: OutboxState; ahead: Ahead },
): [DeskState, Desk] {
  const { outbox, ahead } = sending;
  const { trouble } = sending.state;
  const asked = useSearchParams().get("answer"); // from the history: one to change
  const client = useTRPCClient();
  const desk = useMemo(
    () =>
      new Desk({
        next: ahead.take,
        history: async () => (await client.label.history.query({ projectId, limit: 200 })).items,
        outbox,
        drafts: { save: saveDraft, read: readDraft, drop: dropDraft },
        tell: tellWindows,
        now: Date.now,
      }),
    [client, projectId, outbox, ahead],
  );
  const state = useSyncExternalStore(desk.subscribe, desk.state, desk.state);
  useEffect(() => {
    const begin = async () => {
      await outbox.flush(); // an answer from before a reload goes first: it frees its lease
      const opened = asked !== null && (await desk.open(asked).catch(() => false));
      if (!opened) await desk.advance();
    };
    void begin();
  }, [desk, outbox, asked]);
  const { phase } = state;
  useEffect(() => {
    if (phase !== "waiting" && phase !== "idle") return;
    if (phase === "waiting" && trouble === null) void desk.advance();
    const timer = setInterval(() => void desk.advance(), phase === "idle" ? 15_000 : ASK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [desk, phase, trouble]);
  const leased = state.item?.previousId === null ? state.item.assignmentId : null;
  useEffect(() => {
    if (leased === null) return;
    const beat = async () => {
      if (document.visibilityState !== "visible") return;
      const { done } = await client.label.heartbeat.mutate({ assignmentId: leased });
      if (!done) desk.leaseEnded(leased);
    };
    const timer = setInterval(() => void beat().catch(() => {}), HEARTBEAT_MS); // the outbox says when the server is away
    return () => clearInterval(timer);
  }, [client, desk, leased]);
  useOtherWindows(desk);
  useHiddenTime(desk);
  return [state, desk];
}

const CHANNEL = "rlhf-label";

function tellWindows(assignmentId: string): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(assignmentId);
  channel.close();
}

function useOtherWindows(desk: Desk): void {
  useEffect(() => {
    const channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (typeof data === "string") void desk.doneElsewhere(data);
    };
    return () => channel.close();
  }, [desk]);
}

function useHiddenTime(desk: Desk): void {
  useEffect(() => {
    let since: number | null = null;
    const onChange = () => {
      if (document.visibilityState === "hidden") since = Date.now();
      else if (since !== null) desk.hidden(Date.now() - since);
    };
    document.addEventListener("visibilitychange", onChange);
    return () => document.removeEventListener("visibilitychange", onChange);
  }, [desk]);
}
