// Moments as the viewer's clocks show them. Only called where data are on screen, which is in the browser.

export const viewerZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

const part = (at: Date, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat("en-GB", { hourCycle: "h23", ...options }).format(at);

/** "02:00". */
export const clock = (at: Date, timeZone?: string): string =>
  part(at, { hour: "2-digit", minute: "2-digit", ...(timeZone ? { timeZone } : {}) });

/** "Tue 02:00" within a week of now, else "30 Nov, 01:00". */
export function fireTime(at: Date, now: Date): string {
  const days = Math.abs(at.getTime() - now.getTime()) / 86_400_000;
  const day = days < 6.5 ? part(at, { weekday: "short" }) : `${part(at, { day: "numeric", month: "short" })},`;
  return `${day} ${clock(at)}`;
}

/** "Tue 23 Nov 2026, 02:00". */
export const fullTime = (at: Date, timeZone?: string): string =>
  `${part(at, { weekday: "short", day: "numeric", month: "short", year: "numeric", ...(timeZone ? { timeZone } : {}) }).replace(",", "")}, ${clock(at, timeZone)}`;

/** "28 March 2027". */
const dateWords = (at: Date, timeZone: string): string =>
  part(at, { day: "numeric", month: "long", year: "numeric", timeZone });

type Change = { at: Date; kind: "skipped" | "repeated"; wall: readonly string[]; fires: readonly Date[] };

/** "On 28 March 2027 there is no 02:00: it fires at 03:00." Times are those of the schedule's zone. */
export function changeWords({ at, kind, wall, fires }: Change, timeZone: string): string {
  const when = `On ${dateWords(at, timeZone)}`;
  const times = wall.join(", ");
  if (kind === "skipped") {
    const instead = fires.map((fire) => clock(fire, timeZone)).join(", ");
    return `${when} there is no ${times}: ${instead ? `it fires at ${instead}` : "it does not fire"}.`;
  }
  const often = fires.length > wall.length ? "each time" : fires.length === 0 ? "at neither" : "at the first";
  return `${when} ${times} comes twice: it fires ${often}.`;
}
