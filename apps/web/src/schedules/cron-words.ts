import { cronFields, type CronFields } from "./cron-fields";

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September"].concat([
  "October",
  "November",
  "December",
]);
/** More clock times than these are not read out one by one. */
const MOST_TIMES = 4;

/** A cron expression as people say it: "every night at 02:00". What words do not cover comes back as the expression itself. */
export function cronWords(cron: string): string {
  const fields = cronFields(cron);
  const said = fields && sentence(fields);
  return said ?? `by the rule “${cron.trim()}”`;
}

function sentence(fields: CronFields): string | null {
  const times = clockTimes(fields);
  const days = dayWords(fields);
  const months = monthWords(fields);
  if (times) {
    const when = days ?? (Math.max(...fields.hour.values) < 5 ? "every night" : "every day");
    return `${when}${months} at ${join(times)}`;
  }
  const often = frequency(fields);
  return often && [often, days].filter(Boolean).join(", ") + months;
}

const two = (n: number): string => String(n).padStart(2, "0");
const join = (words: readonly string[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;

/** Each time of day on its own, where these are few; null for a rhythm. */
function clockTimes({ hour, minute }: CronFields): string[] | null {
  if (hour.all || minute.all || hour.step !== null || minute.step !== null) return null;
  const times = hour.values.flatMap((h) => minute.values.map((m) => `${two(h)}:${two(m)}`));
  return times.length <= MOST_TIMES ? times : null;
}

function frequency(fields: CronFields): string | null {
  const { hour, minute } = fields;
  const between = hoursBetween(fields);
  const every = minute.all ? 1 : minute.step;
  if (every !== null) {
    if (60 % every !== 0 || between === null) return null;
    return `${every === 1 ? "every minute" : `every ${every} minutes`}${between}`;
  }
  if (minute.values.length !== 1) return null;
  const [m = 0] = minute.values;
  const past = m === 0 ? "on the hour" : `${m} ${m === 1 ? "minute" : "minutes"} past`;
  if (hour.step !== null && hour.step > 1) return 24 % hour.step === 0 ? `every ${hour.step} hours, ${past}` : null;
  return between === null ? null : `every hour, ${past}${between}`;
}

/** "" for all hours, " from 09:00 to 17:59" for hours in a row; null for hours with gaps. */
function hoursBetween({ hour }: CronFields): string | null {
  if (hour.all) return "";
  const [first = 0] = hour.values;
  const last = hour.values.at(-1) ?? first;
  if (last - first + 1 !== hour.values.length) return null;
  return ` from ${two(first)}:00 to ${two(last)}:59`;
}

/** Null where every day counts. */
function dayWords({ day, weekday }: CronFields): string | null {
  const dates = day.all ? null : `on the ${join(day.values.map(ordinal))} of the month`;
  const names = weekday.all ? null : weekdayWords(weekday.values);
  if (dates && names) return `${dates} and ${names}`; // cron fires on either
  return dates ?? names;
}

function weekdayWords(days: readonly number[]): string {
  const text = days.join();
  if (text === "1,2,3,4,5") return "Monday to Friday";
  const fromMonday = [...days].sort((a, b) => ((a + 6) % 7) - ((b + 6) % 7));
  return join(fromMonday.map((d) => `${DAYS[d]}s`));
}

const monthWords = ({ month }: CronFields): string =>
  month.all ? "" : ` in ${join(month.values.map((m) => MONTHS[m - 1] ?? ""))}`;

function ordinal(n: number): string {
  const suffix = n >= 11 && n <= 13 ? "th" : (["th", "st", "nd", "rd"][n % 10] ?? "th");
  return `${n}${suffix}`;
}

type Ruled = { cron: string; timezone: string; minNewJudgments: number };

/** The whole rule: "every night at 02:00 Europe/Berlin, if at least 50 new judgments". */
export function ruleWords({ cron, timezone, minNewJudgments }: Ruled): string {
  const condition =
    minNewJudgments > 0
      ? `, if at least ${minNewJudgments} new ${minNewJudgments === 1 ? "judgment" : "judgments"}`
      : "";
  return `${cronWords(cron)} ${timezone}${condition}`;
}
