import type { RouterOutputs } from "@rlhf/api";

type Next = RouterOutputs["label"]["next"];
const FRESH_MS = 10_000; // far below any lease

/** The next pair, which comes with the reply to an answer: going on then needs no second round trip. */
export function createAhead(ask: () => Promise<Next>, now: () => number) {
  let kept: { next: Next; at: number } | null = null;
  return {
    put(next: Next): void {
      kept = { next, at: now() };
    },
    async take(): Promise<Next> {
      const found = kept;
      kept = null;
      return found && now() - found.at < FRESH_MS ? found.next : ask();
    },
  };
}
export type Ahead = ReturnType<typeof createAhead>;
