import { setMaxListeners } from "node:events";
import { chance } from "../storm/chance";
import type { Said } from "./set-check";
import { trpcClient, type TrpcClient } from "./trpc-client";

/** What a crowd of annotators shares: where they call, and what is written down of it. */
export type Desk = {
  client: TrpcClient;
  projectId: string;
  random: () => number;
  /** The clients' own record: each answer is in it before it is sent. */
  said: Said[];
  seen: Seen;
  /** No new try after it is raised; what was not acknowledged by then is of unknown fate. */
  stop: AbortSignal;
  /** Raises the signal and hangs up. */
  close(): void;
};
/** Latencies in ms; `busy`: calls that were told to come back · `away`: calls without an answer. */
export type Seen = { submitMs: number[]; claimMs: number[]; busy: number; away: number };

export const nothingSeen = (): Seen => ({ submitMs: [], claimMs: [], busy: 0, away: 0 });

export function openDesk(origin: string, { projectId, seed }: { projectId: string; seed: number }): Desk {
  const rng = chance(seed, "annotators", 0);
  const client = trpcClient(origin);
  const stop = new AbortController();
  setMaxListeners(0, stop.signal); // one per waiting annotator
  return {
    client,
    projectId,
    random: () => rng.uniform(),
    said: [],
    seen: nothingSeen(),
    stop: stop.signal,
    close: () => {
      stop.abort();
      client.close();
    },
  };
}
