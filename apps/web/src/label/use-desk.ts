"use client";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { useTRPCClient } from "../trpc";
import { dropDraft, readDraft, saveDraft } from "./browser-store";
import { Desk, type DeskState } from "./desk";
import type { Outbox, OutboxState } from "./outbox";

const HEARTBEAT_MS = 60_000;
const ASK_AGAIN_MS = 4_000;

/** The desk of this page: keeps the lease while somebody reads, and asks again when the server was away. */
export function useDesk(projectId: string, outbox: Outbox, { trouble }: OutboxState): [DeskState, Desk] {
  const client = useTRPCClient();
  const desk = useMemo(
    () =>
      new Desk({
        next: () => client.label.next.mutate({ projectId }),
        history: async () => (await client.label.history.query({ projectId, limit: 100 })).items,
        outbox,
        drafts: { save: saveDraft, read: readDraft, drop: dropDraft },
        now: Date.now,
      }),
    [client, projectId, outbox],
  );
  const state = useSyncExternalStore(desk.subscribe, desk.state, desk.state);
  useEffect(() => {
    void outbox.flush().then(() => desk.advance()); // an answer from before a reload goes first: it frees its lease
  }, [desk, outbox]);
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
    const beat = () =>
      document.visibilityState === "visible" && client.label.heartbeat.mutate({ assignmentId: leased }).catch(() => {});
    const timer = setInterval(() => void beat(), HEARTBEAT_MS);
    return () => clearInterval(timer);
  }, [client, leased]);
  useHiddenTime(desk);
  return [state, desk];
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
