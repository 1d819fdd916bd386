/** How many answers are made at once, how many more may wait for their turn, and how long. */
export type AdmissionLimits = { atOnce: number; waiting: number; patienceMs: number };

/** Told apart from our own answers by the caller: nothing of the request was done. */
export type Refused = { retryAfterSeconds: number };
export type Admission = <T>(work: () => Promise<T>) => Promise<T | Refused>;

// More at once than the database has connections only wait inside; more waiting than that would wait longer than anybody does.
export const DEFAULT_LIMITS: AdmissionLimits = { atOnce: 16, waiting: 256, patienceMs: 1_000 };

const LONGEST_RETRY_S = 30;
/** How long somebody who was sent away counts as about to come back. */
const AWAY_MS = 5_000;
const SMOOTHING = 0.05; // of the mean time that work takes: the last twenty or so

type Turn = { since: number; begin: (admitted: boolean) => void };

/**
 * A bounded queue before work: what comes when it is full, or has waited too long, is told when to come back before it costs
 * anything. Work that has begun is always done, so an answer that was acknowledged is never taken back.
 */
export function admission(limits: AdmissionLimits, now: () => number = Date.now): Admission {
  const queue: Turn[] = [];
  let inFlight = 0;
  let meanMs = 5;
  let sentAway = 0;
  let sentAwayAt = 0;
  // the more were sent away just now, the later the next comes back: all of them at once would be too much again
  const retryAfter = (): Refused => {
    sentAway *= Math.exp((sentAwayAt - now()) / AWAY_MS);
    sentAwayAt = now();
    const seconds = ((queue.length + sentAway++) * meanMs) / limits.atOnce / 1000;
    return { retryAfterSeconds: Math.min(LONGEST_RETRY_S, Math.max(1, Math.ceil(seconds))) };
  };
  const turnOf = (): Promise<boolean> => {
    if (inFlight < limits.atOnce) {
      inFlight++;
      return Promise.resolve(true);
    }
    if (queue.length >= limits.waiting) return Promise.resolve(false);
    return new Promise((begin) => queue.push({ since: now(), begin }));
  };
  /** Hands the place on; whoever has waited too long is sent away when its turn comes. */
  const next = (): void => {
    for (let turn = queue.shift(); turn; turn = queue.shift()) {
      const admitted = now() - turn.since <= limits.patienceMs;
      turn.begin(admitted);
      if (admitted) return;
    }
    inFlight--;
  };
  return async (work) => {
    if (!(await turnOf())) return retryAfter();
    const began = now();
    try {
      return await work();
    } finally {
      meanMs += SMOOTHING * (now() - began - meanMs);
      next();
    }
  };
}
