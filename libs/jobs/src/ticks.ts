import { ConfigError } from "@rlhf/domain";
import { CronExpressionParser } from "cron-parser";

/** When to fire: a cron expression (5 fields, or 6 with seconds first) read on the clocks of a time zone. */
export type Rhythm = { cron: string; timezone: string };

/** A tick that nobody saw for longer than this has been missed. */
const LATE_MS = 60_000;
/** So many missed ticks are told one by one; older ones than these leave no row. */
const MOST_TOLD = 1_000;

/**
 * The next ticks strictly after a moment, in order. A local time that clocks skip fires when they have jumped, one that they
 * show twice fires once (a wildcard hour: as often as the hour comes).
 * @throws ConfigError when cron or time zone cannot be read.
 */
export function nextFires({ cron, timezone }: Rhythm, after: Date, count: number): Date[] {
  try {
    const interval = CronExpressionParser.parse(cron, { currentDate: after, tz: timezone });
    return Array.from({ length: count }, () => interval.next().toDate());
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(
      `schedule: expected a cron expression such as "0 6 * * 1" and a time zone such as Europe/Berlin, got "${cron}" in ` +
        `${timezone} (${why})`,
      { cause },
    );
  }
}

export type DueTick = {
  /** The latest tick that has come; its row decides who runs it. */
  fireAt: Date;
  /** Earlier ones that nobody saw, the latest thousand. */
  missed: Date[];
  /** Whether the latest itself was missed: its moment is long gone. */
  late: boolean;
  nextFireAt: Date;
};

/** What has come due between the planned tick and now, and what comes next. `planned` is not after `now`. */
export function dueTick(rhythm: Rhythm, planned: Date, now: Date): DueTick {
  const ticks = [planned];
  for (;;) {
    const [next] = nextFires(rhythm, ticks.at(-1) ?? planned, 1);
    if (next === undefined || next > now) {
      const fireAt = ticks.pop() ?? planned;
      const late = now.getTime() - fireAt.getTime() > LATE_MS;
      return { fireAt, missed: ticks, late, nextFireAt: next ?? now };
    }
    ticks.push(next);
    if (ticks.length > MOST_TOLD) ticks.splice(0, ticks.length - MOST_TOLD);
  }
}
