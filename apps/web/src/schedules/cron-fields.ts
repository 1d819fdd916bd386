/** The numbers that one field of a cron expression stands for; `step`: written as "every n". */
type CronField = { values: readonly number[]; all: boolean; step: number | null };
export type CronFields = Record<"minute" | "hour" | "day" | "month" | "weekday", CronField>;

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const RANGES: [key: keyof CronFields, lo: number, hi: number, names: readonly string[]][] = [
  ["minute", 0, 59, []],
  ["hour", 0, 23, []],
  ["day", 1, 31, []],
  ["month", 1, 12, ["", ...MONTHS]],
  ["weekday", 0, 7, DAYS],
];

/** The five fields, or null for what these words do not cover: seconds other than 0, and signs such as L, W and #. */
export function cronFields(cron: string): CronFields | null {
  const parts = cron.trim().toUpperCase().split(/\s+/);
  const five = parts.length === 6 && parts[0] === "0" ? parts.slice(1) : parts;
  if (five.length !== 5) return null;
  const read = RANGES.map(([, lo, hi, names], i) => fieldOf(five[i] ?? "", { lo, hi, names }));
  const [minute, hour, day, month, weekday] = read;
  if (!minute || !hour || !day || !month || !weekday) return null;
  return { minute, hour, day, month, weekday: sundaysAsZero(weekday) };
}

type Range = { lo: number; hi: number; names: readonly string[] };

function fieldOf(text: string, range: Range): CronField | null {
  if (text === "*" || text === "?") return { values: span(range.lo, range.hi, 1), all: true, step: null };
  const found = new Set<number>();
  for (const part of text.split(",")) {
    const values = partOf(part, range);
    if (!values) return null;
    for (const value of values) found.add(value);
  }
  const values = [...found].sort((a, b) => a - b);
  const all = values.length === range.hi - range.lo + 1;
  const step = /^\*\/(\d+)$/.exec(text)?.[1];
  return { values, all, step: step === undefined || all ? null : Number(step) };
}

function partOf(part: string, { lo, hi, names }: Range): number[] | null {
  const match = /^(?:(\*)|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/.exec(part);
  if (!match) return null;
  const [, star, first, last, every] = match;
  const from = star ? lo : number(first, names);
  const to = star || (every && !last) ? hi : number(last ?? first, names);
  const step = every === undefined ? 1 : Number(every);
  if (!(from >= lo) || !(to <= hi) || from > to || step < 1) return null;
  return span(from, to, step);
}

function number(text: string | undefined, names: readonly string[]): number {
  if (text === undefined) return Number.NaN;
  const named = names.indexOf(text);
  return named >= 0 ? named : /^\d+$/.test(text) ? Number(text) : Number.NaN;
}

const span = (from: number, to: number, step: number): number[] =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step);

/** Sunday is both 0 and 7. */
function sundaysAsZero(field: CronField): CronField {
  const values = [...new Set(field.values.map((day) => day % 7))].sort((a, b) => a - b);
  return { ...field, values, all: field.all || values.length === 7 };
}
