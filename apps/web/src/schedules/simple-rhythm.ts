import { cronFields } from "./cron-fields";

const EVERY = ["day", "weekday", "week", "month", "hour", "cron"] as const;
/** A rhythm as the form asks for it; `cron` for every other one. */
export type SimpleRhythm = {
  every: (typeof EVERY)[number];
  /** "HH:MM" on the clocks of the time zone; of an hour only the minutes count. */
  time: string;
  /** 0 is Sunday. */
  weekday: number;
  monthDay: number;
  cron: string;
};

const two = (n: number): string => String(n).padStart(2, "0");

/** The cron expression of a rhythm. */
export function cronOf({ every, time, weekday, monthDay, cron }: SimpleRhythm): string {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  const at = `${minute} ${hour}`;
  const fields = {
    day: `${at} * * *`,
    weekday: `${at} * * 1-5`,
    week: `${at} * * ${weekday}`,
    month: `${at} ${monthDay} * *`,
    hour: `${minute} * * * *`,
    cron: cron.trim(),
  };
  return fields[every];
}

/** The form's fields for a cron expression: the simplest rhythm that means the same. */
export function simpleRhythm(cron: string): SimpleRhythm {
  const plain: SimpleRhythm = { every: "cron", time: "02:00", weekday: 1, monthDay: 1, cron };
  const fields = cronFields(cron);
  if (!fields) return plain;
  const { minute, hour, day, weekday } = fields;
  const time = `${two(hour.all ? 0 : (hour.values[0] ?? 0))}:${two(minute.values[0] ?? 0)}`;
  const read = { ...plain, time, weekday: weekday.values[0] ?? 1, monthDay: day.values[0] ?? 1 };
  // the first that says the same; a rhythm that none of them says stays cron
  const same = EVERY.find((every) => every !== "cron" && canonical(cronOf({ ...read, every })) === canonical(cron));
  return same ? { ...read, every: same } : plain;
}

/** Two expressions that fire at the same times read the same. */
function canonical(cron: string): string {
  const fields = cronFields(cron);
  if (!fields) return cron;
  const { minute, hour, day, month, weekday } = fields;
  return [minute, hour, day, month, weekday].map((field) => (field.all ? "*" : field.values.join())).join(" ");
}
