"use client";
import { count, figure, percent } from "../figures";
import { Axes, frameOf, type Frame } from "./axes";
import { nearestStep } from "./nearest-step";
import { linePath } from "./scales";
import { SizedSvg } from "./sized";
import { stripGrid, type Spread } from "./strip-grid";

type Props = {
  spreads: readonly Spread[];
  yTitle: string;
  alt: string;
  at: number | null;
  onAt?(step: number): void;
};
const HEIGHT = 340; // as high as the frontier beside it

/** How a quantity was spread over the batch of each step: one column a step, darker where more of the values lie. */
export function HeatStrip({ spreads, yTitle, alt, at, onAt }: Props) {
  const { columns, lo, hi } = stripGrid(spreads);
  const steps = columns.map((column) => column.step);
  return (
    <SizedSvg height={HEIGHT} alt={alt}>
      {(width) => {
        const gap = (steps.at(-1) ?? 1) - (steps.at(-2) ?? 0);
        const frame = frameOf(
          { width, height: HEIGHT },
          { x: [(steps[0] ?? 0) - gap, steps.at(-1) ?? 1], y: [lo, hi] },
        );
        const move = (event: React.PointerEvent<SVGRectElement>) => {
          const box = event.currentTarget.getBoundingClientRect();
          const [from, to] = frame.x.domain;
          const wanted = from + ((event.clientX - box.left) / box.width) * (to - from);
          const step = steps[nearestStep(steps, wanted)];
          if (step !== undefined) onAt?.(step);
        };
        return (
          <>
            <Axes frame={frame} x={{ title: "step", tick: count }} y={{ title: yTitle, tick: (v) => figure(v, 2) }} />
            {columns.map((column, i) => (
              <Cells key={column.step} column={column} from={steps[i - 1] ?? column.step - gap} frame={frame} />
            ))}
            {lo < 0 && hi > 0 && (
              <line x1={frame.left} x2={frame.right} y1={frame.y(0)} y2={frame.y(0)} className="zero" />
            )}
            <Median columns={columns} frame={frame} />
            {at !== null && (
              <line
                x1={frame.x(steps[nearestStep(steps, at)] ?? at)}
                x2={frame.x(steps[nearestStep(steps, at)] ?? at)}
                y1={frame.top}
                y2={frame.bottom}
                stroke="var(--accent)"
                strokeWidth="1.25"
              />
            )}
            <rect
              x={frame.left}
              y={frame.top}
              width={Math.max(0, frame.right - frame.left)}
              height={frame.bottom - frame.top}
              fill="transparent"
              onPointerMove={move}
              onPointerDown={move}
            />
          </>
        );
      }}
    </SizedSvg>
  );
}

type Column = ReturnType<typeof stripGrid>["columns"][number];

function Cells({ column, from, frame }: { column: Column; from: number; frame: Frame }) {
  const [left, right] = [frame.x(from), frame.x(column.step)];
  return (
    <g>
      <title>{`step ${column.step}, median ${figure(column.median)}`}</title>
      {column.cells.map(({ lo, hi, share }) => (
        <rect
          key={lo}
          x={left}
          width={Math.max(0.5, right - left)}
          y={frame.y(hi)}
          height={Math.max(0.5, frame.y(lo) - frame.y(hi))}
          fill="var(--seq)"
          opacity={Math.min(1, 0.08 + 0.92 * Math.sqrt(share / Math.max(column.peak, 1e-9)))}
        >
          <title>{`step ${column.step}: ${percent(share)} from ${figure(lo)} to ${figure(hi)}`}</title>
        </rect>
      ))}
    </g>
  );
}

function Median({ columns, frame }: { columns: readonly Column[]; frame: Frame }) {
  const last = columns.at(-1);
  const d = linePath(columns.map((c) => [frame.x(c.step), frame.y(c.median)]));
  return (
    <>
      <path d={d} fill="none" stroke="var(--surface)" strokeWidth="4" />
      <path d={d} fill="none" stroke="var(--ink)" strokeWidth="1.75" />
      {last && (
        <text x={frame.right - 4} y={frame.y(last.median) - 8} textAnchor="end" className="lbl halo">
          median
        </text>
      )}
    </>
  );
}
