/** Calls of one caller in the present minute; this process only, and empty after a restart. Sign-in has its own, in Postgres. */
export type RateLimiter = {
  /** Counts a call. Null = allowed, else the seconds until the next minute begins. */
  take(key: string, perMinute: number): number | null;
};

const MAX_KEYS = 50_000; // a flood of addresses forgets the oldest counts rather than fill the memory

export function rateLimiter(now: () => number = Date.now): RateLimiter {
  let minute = 0;
  let counts = new Map<string, number>();
  return {
    take(key, perMinute) {
      const at = now();
      const current = Math.floor(at / 60_000);
      if (current !== minute || counts.size > MAX_KEYS) {
        minute = current;
        counts = new Map();
      }
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      return count <= perMinute ? null : Math.ceil(((current + 1) * 60_000 - at) / 1000);
    },
  };
}
