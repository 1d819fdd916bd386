"use client";
import { TRPCClientError } from "@trpc/client";
import { useEffect, useMemo, useState } from "react";
import { useTRPCClient, type ApiClient } from "../trpc";
import { createAhead, type Ahead } from "./ahead";
import { browserOutbox } from "./browser-store";
import { createOutbox, type Entry, type Failure, type Outbox, type OutboxState, type Sent } from "./outbox";

const RETRY_MS = 4_000;

/** This person's outbox, which tries again by itself: every few seconds, when the network is back, when the page is seen. */
export function useOutbox(userId: string, projectId: string): { outbox: Outbox; state: OutboxState; ahead: Ahead } {
  const client = useTRPCClient();
  const [state, setState] = useState<OutboxState>({
    kept: 0,
    refused: [],
    trouble: null,
    savedAt: null,
    extra: false,
  });
  const ahead = useMemo(
    () => createAhead(() => client.label.next.mutate({ projectId }), Date.now),
    [client, projectId],
  );
  const outbox = useMemo(
    () =>
      createOutbox({
        userId,
        store: browserOutbox,
        send: (entry) => sendEntry(client, entry, ahead),
        meaning,
        onChange: setState,
        now: Date.now,
      }),
    [client, userId, ahead],
  );
  useEffect(() => {
    const flush = () => void outbox.flush();
    void outbox.tell().then(flush);
    const timer = setInterval(flush, RETRY_MS);
    addEventListener("online", flush);
    document.addEventListener("visibilitychange", flush);
    return () => {
      clearInterval(timer);
      removeEventListener("online", flush);
      document.removeEventListener("visibilitychange", flush);
    };
  }, [outbox]);
  return { outbox, state, ahead };
}

async function sendEntry({ label }: ApiClient, entry: Entry, ahead: Ahead): Promise<Sent> {
  switch (entry.kind) {
    case "submit": {
      const { next, ...sent } = await label.submit.mutate({ ...entry.input, andNext: true });
      if (next) ahead.put(next);
      return sent;
    }
    case "edit":
      return label.edit.mutate(entry.input);
    case "undo":
      return label.undo.mutate(entry.input);
    case "skip":
      return { status: (await label.skip.mutate(entry.input)).done ? "ok" : "gone" };
    case "flag":
      return { status: (await label.flag.mutate(entry.input)).done ? "ok" : "gone" };
  }
}

/** Only an answer that the server understood and refused is given up; everything else waits. */
export function meaning(error: unknown): Failure {
  if (!(error instanceof TRPCClientError)) return { kind: "later" };
  const data = error.data as { code?: string } | null | undefined;
  if (data?.code === "UNAUTHORIZED") return { kind: "signed_out" };
  const never = ["BAD_REQUEST", "NOT_FOUND", "FORBIDDEN", "CONFLICT"];
  return never.includes(data?.code ?? "") ? { kind: "never", why: error.message } : { kind: "later" };
}
