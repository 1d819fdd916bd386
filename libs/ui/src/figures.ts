// How figures are written: thin spaces between thousands, a minus that is one, units always there.
const THIN = "\u2009";
const MINUS = "\u2212";

/** 18432 → "18 432". */
export const count = (n: number): string =>
  String(Math.round(n))
    .replace(/^-/, MINUS)
    .replace(/\B(?=(\d{3})+(?!\d))/g, THIN);

/** A number with about three meaningful digits: 0.00123 → "0.00123", 1234.5 → "1 235", NaN → "NaN". */
export function figure(x: number, digits = 3): string {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? "NaN" : x > 0 ? "∞" : `${MINUS}∞`;
  if (x === 0) return "0";
  const size = Math.floor(Math.log10(Math.abs(x)));
  if (size >= digits) return count(x);
  if (size < -4)
    return x
      .toExponential(digits - 1)
      .replace("-", MINUS)
      .replace("e-", `e${MINUS}`);
  return x.toFixed(Math.max(0, digits - 1 - size)).replace("-", MINUS);
}

/** 0.579 → "57.9 %". */
export const percent = (share: number, digits = 1): string => `${(100 * share).toFixed(digits)}${THIN}%`;

/** 0.522, 0.635 → "[52.2, 63.5]": bounds of a share, in percent. */
export const percentBounds = (lo: number, hi: number): string => `[${(100 * lo).toFixed(1)}, ${(100 * hi).toFixed(1)}]`;

/** Seconds → "3 m 12 s", "2 h 41 m", "13.8 s". */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  const [d, h, m, s] = [
    Math.floor(whole / 86400),
    Math.floor(whole / 3600) % 24,
    Math.floor(whole / 60) % 60,
    whole % 60,
  ];
  if (d > 0) return `${d} d ${h} h`;
  return h > 0 ? `${h} h ${m} m` : `${m} m ${s} s`;
}

/** "4 s ago", "in 2 h 5 m"; "now" within a second. */
export function ago(then: Date, now: Date): string {
  const seconds = (now.getTime() - then.getTime()) / 1000;
  if (Math.abs(seconds) < 1) return "now";
  const text = duration(Math.max(1, Math.round(Math.abs(seconds))));
  const short = Math.abs(seconds) < 60 ? `${Math.round(Math.abs(seconds))} s` : text;
  return seconds > 0 ? `${short} ago` : `in ${short}`;
}

/** Bytes → "1.4 MB" (powers of 1000). */
export function bytes(n: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, n > 0 ? Math.floor(Math.log10(n) / 3) : 0);
  return `${power === 0 ? n : (n / 1000 ** power).toFixed(1)} ${units[power]}`;
}
