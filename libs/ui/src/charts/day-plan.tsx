"use client";
import { linearScale } from "./scales";
import { SizedSvg } from "./sized";

type PlannedBar = { at: Date; seconds: number; maybe: boolean; text: string };
/** `note`: what stands in a row without bars. */
export type PlannedRow = { name: string; bars: readonly PlannedBar[]; note: string; strong?: boolean };

const HOUR = 3_600_000;
const ROW = 32;
const FOOT = 28;
/** Bars closer than this are too many to be told apart by their times. */
const LABEL_PX = 52;

/** What starts when within a day, a row each; dashed bars are drawn where it is not yet sure. */
export function DayPlan(props: {
  from: Date;
  rows: readonly PlannedRow[];
  alt: string;
  clock(at: Date): string;
  dayName(at: Date): string;
}) {
  const { from, rows, alt, clock, dayName } = props;
  const foot = rows.length * ROW;
  return (
    <SizedSvg height={foot + FOOT} alt={alt}>
      {(width) => {
        const left = width > 560 ? 196 : 104;
        const x = linearScale([from.getTime(), from.getTime() + 24 * HOUR], [left, width - 4]);
        return (
          <>
            {hours(from, width > 900 ? 2 : width > 560 ? 4 : 8).map((at) => (
              <HourLine key={at.getTime()} x={x(at.getTime())} foot={foot} text={clock(at)} day={dayName(at)} />
            ))}
            {rows.map((row, i) => (
              <Row key={row.name} row={row} top={i * ROW} {...{ left, width, x }} />
            ))}
            <line x1={left} x2={left} y1={0} y2={foot} stroke="var(--ink)" strokeWidth="1.5" />
            <circle cx={left} cy={2} r="3" fill="var(--ink)" />
          </>
        );
      }}
    </SizedSvg>
  );
}

/** Whole hours of the viewer's clock, `every` so many. */
function hours(from: Date, every: number): Date[] {
  const first = new Date(from);
  first.setMinutes(60, 0, 0);
  const all = Array.from({ length: 24 }, (_, i) => new Date(first.getTime() + i * HOUR));
  return all.filter((at) => at.getHours() % every === 0 && at.getTime() < from.getTime() + 24 * HOUR);
}

function HourLine({ x, foot, text, day }: { x: number; foot: number; text: string; day: string }) {
  const midnight = text === "00:00";
  return (
    <g>
      <line x1={x} x2={x} y1={0} y2={foot} className={midnight ? "ax" : "gl"} />
      <text x={x} y={foot + 20} textAnchor="middle" className={midnight ? "lbl" : undefined}>
        {midnight ? day : text}
      </text>
    </g>
  );
}

type Place = { left: number; width: number; x: (value: number) => number };

function Row({ row, top, left, width, x }: { row: PlannedRow; top: number } & Place) {
  const middle = top + ROW / 2;
  const bars = row.bars.map((bar) => {
    const start = x(bar.at.getTime());
    const end = Math.min(width - 4, x(bar.at.getTime() + 1000 * bar.seconds));
    return { ...bar, start, length: Math.max(6, end - start) };
  });
  const most = left > 150 ? 28 : 13;
  return (
    <g>
      <line x1={0} x2={width} y1={top + ROW} y2={top + ROW} className="gl" />
      <text x={0} y={middle + 4} className={row.strong ? "lbl" : "ttl"}>
        <title>{row.name}</title>
        {row.name.length > most ? `${row.name.slice(0, most - 1)}…` : row.name}
      </text>
      {bars.map((bar, i) => (
        <g key={bar.at.getTime()}>
          <title>{`${row.name} ${bar.text}${bar.maybe ? ", if its condition holds" : ""}`}</title>
          <rect
            x={bar.start}
            y={middle - 8}
            width={bar.length}
            height={16}
            rx="3"
            fill={bar.maybe ? "var(--accent-soft)" : "var(--accent)"}
            stroke="var(--accent)"
            strokeDasharray={bar.maybe ? "3 2" : undefined}
          />
          {hasRoom(bars, i, width) && (
            <text x={bar.start + bar.length + 6} y={middle + 4}>
              {bar.text}
            </text>
          )}
        </g>
      ))}
      {bars.length === 0 && (
        <text x={left + 8} y={middle + 4}>
          {row.note}
        </text>
      )}
    </g>
  );
}

function hasRoom(bars: readonly { start: number; length: number }[], i: number, width: number): boolean {
  const bar = bars[i];
  return bar !== undefined && (bars[i + 1]?.start ?? width) - (bar.start + bar.length) > LABEL_PX;
}
