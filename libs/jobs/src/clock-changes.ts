import { nextFires, type Rhythm } from "./ticks";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** So far ahead: every change of a time zone comes round within a year. */
const DAYS = 400;
/** A rhythm that is hit more often within one change shifts by nothing that anyone would notice. */
const MOST_HIT = 4;

/** A change of a time zone's clocks that touches a rhythm. Wall times are "HH:MM". */
type ClockChange = {
  at: Date;
  /** `skipped`: these wall times do not come that day; `repeated`: they come twice. */
  kind: "skipped" | "repeated";
  wall: string[];
  /** What fires instead. */
  fires: Date[];
};

/** The changes of clocks within the next 400 days that touch a rhythm's ticks. @throws ConfigError as `nextFires` does. */
export function clockChanges(rhythm: Rhythm, after: Date): ClockChange[] {
  const found: ClockChange[] = [];
  const offset = offsets(rhythm.timezone);
  for (let day = 0; day < DAYS; day++) {
    const [from, to] = [new Date(after.getTime() + day * DAY), new Date(after.getTime() + (day + 1) * DAY)];
    if (offset(from) === offset(to)) continue;
    const change = touched(rhythm, transition(offset, from, to), offset);
    if (change) found.push(change);
  }
  return found;
}

type OffsetAt = (at: Date) => number;

/** Minutes that a time zone's clocks are ahead of UTC, at a moment. */
function offsets(timeZone: string): OffsetAt {
  const format = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" });
  return (at) => {
    const name = format.formatToParts(at).find((part) => part.type === "timeZoneName")?.value ?? "";
    const [, sign, hours = "0", minutes = "0"] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? []; // "GMT" alone is UTC
    return (sign === "-" ? -1 : 1) * (60 * Number(hours) + Number(minutes));
  };
}

/** The first minute that has the new offset; `from` has the old one, `to` the new one. */
function transition(offset: OffsetAt, from: Date, to: Date): Date {
  const old = offset(from);
  let [low, high] = [Math.floor(from.getTime() / MINUTE), Math.ceil(to.getTime() / MINUTE)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offset(new Date(middle * MINUTE)) === old) low = middle;
    else high = middle;
  }
  return new Date(high * MINUTE);
}

function touched(rhythm: Rhythm, at: Date, offset: OffsetAt): ClockChange | null {
  const before = offset(new Date(at.getTime() - MINUTE));
  const after = offset(at);
  const span = Math.abs(after - before) * MINUTE;
  // Wall clock written as if it were UTC: the hour that is left out, or that comes twice.
  const first = at.getTime() + Math.min(before, after) * MINUTE;
  const wall = ticksWithin({ ...rhythm, timezone: "UTC" }, first, span);
  if (wall.length === 0 || wall.length > MOST_HIT) return null;
  const kind = after > before ? "skipped" : "repeated";
  const from = kind === "skipped" ? at.getTime() : at.getTime() - span;
  const fires = ticksWithin(rhythm, from, kind === "skipped" ? span : 2 * span);
  return { at, kind, wall: wall.map((tick) => tick.toISOString().slice(11, 16)), fires };
}

/** Ticks from a moment on, within a span that leaves out its end; one more than matter at most. */
function ticksWithin(rhythm: Rhythm, from: number, span: number): Date[] {
  const next = nextFires(rhythm, new Date(from - 1), MOST_HIT * 2 + 1);
  return next.filter((tick) => tick.getTime() < from + span);
}
