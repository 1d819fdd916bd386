import { ConfigError } from "@rlhf/domain";
import { CronExpressionParser } from "cron-parser";

/** When to fire: a cron expression (5 fields, or 6 with seconds first) read on the clocks of a time zone. */
export type Rhythm = { cron: string; timezone: string };

/** A tick that nobody saw for longer than this has been missed. */
const LATE_MS = 60_000;
/** So many missed ticks are told one by one; older ones than these leave no row. */
const MOST_TOLD = 500;

/**
 * The next ticks strictly after a moment, in order. A local time that clocks skip fires when they have jumped, one that they
 * show twice fires once (a wildcard hour: as often as the hour comes).
 * @throws ConfigError when cron or time zone cannot be read.
 */
export function nextFires({ cron, timezone }: Rhythm, after: Date, count: number): Date[] {
  try {
    // Each from the one before, as the scheduler goes: an iterator of many remembers what a change of clocks left out.
    const fires: Date[] = [];
    for (let at = after; fires.length < count; fires.push(at))
      at = CronExpressionParser.parse(cron, { currentDate: at, tz: timezone }).next().toDate();
    return fires;
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
  /** Earlier ones that nobody saw, the latest 500. */
  missed: Date[];
  /** Whether the latest itself was missed: its moment is long gone. */
  late: boolean;
  nextFireAt: Date;
};

/** What has come due between the planned tick and now, and what comes next. `planned` is not after `now`. */
export function dueTick(rhythm: Rhythm, planned: Date, now: Date): DueTick {
  const missed = ticksBetween(rhythm, planned, now);
  const fireAt = missed.pop() ?? planned;
  const late = now.getTime() - fireAt.getTime() > LATE_MS;
  return { fireAt, missed, late, nextFireAt: nextFires(rhythm, now, 1)[0] ?? now };
}

/** The planned tick and those after it up to now, the latest of them when they are too many to tell. */
function ticksBetween(rhythm: Rhythm, planned: Date, now: Date): Date[] {
  const since = latestOf(rhythm, planned, now);
  const ticks = since > planned ? [] : [planned];
  for (let [next] = nextFires(rhythm, since, 1); next && next <= now; [next] = nextFires(rhythm, next, 1))
    ticks.push(next);
  return ticks;
}

/**
 * Where to begin: the planned tick, or so late that few enough follow. Found by walking backwards, which is used for nothing
 * else: where clocks change it does not meet the ticks that walking forwards fires.
 */
function latestOf({ cron, timezone }: Rhythm, planned: Date, now: Date): Date {
  const back = CronExpressionParser.parse(cron, { currentDate: now, tz: timezone });
  let since = now;
  for (let i = 0; i < MOST_TOLD; i++) {
    since = back.prev().toDate();
    if (since <= planned) return planned;
  }
  return since;
}
