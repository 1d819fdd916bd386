"use client";
import { percent, percentBounds } from "../figures";
import { extent, linearScale, niceTicks } from "./scales";
import { SizedSvg } from "./sized";

/** An estimate of a share with its interval, both from 0 to 1. `n`: what it was counted from. */
export type IntervalDot = { label: string; value: number; interval: readonly [number, number]; n?: number };

/** Shares with 95 % intervals on one axis, one row each; the vertical line is even, grey around it counts as equal. */
export function IntervalDots({
  dots,
  alt,
  axis,
  rope,
}: {
  dots: readonly IntervalDot[];
  alt: string;
  axis: string;
  rope?: number;
}) {
  const rowHeight = 24;
  const height = dots.length * rowHeight + 36;
  const named = dots.some((d) => d.label !== "");
  return (
    <SizedSvg height={height} alt={alt}>
      {(width) => {
        const [left, right] = [named ? Math.min(150, width * 0.34) : 8, width - (width > 340 ? 116 : 8)];
        const [lo, hi] = extent([0.48, 0.52, ...dots.flatMap((d) => d.interval)], 0.05);
        const x = linearScale([Math.max(0, lo), Math.min(1, hi)], [left, right]);
        const foot = dots.length * rowHeight;
        return (
          <>
            {rope !== undefined && (
              <rect x={x(0.5 - rope)} width={x(0.5 + rope) - x(0.5 - rope)} y={0} height={foot} fill="var(--hover)" />
            )}
            {niceTicks(x.domain[0], x.domain[1], Math.max(2, Math.floor((right - left) / 60))).map((t) => (
              <g key={t}>
                <line x1={x(t)} x2={x(t)} y1={0} y2={foot} className="gl" />
                <text x={x(t)} y={foot + 14} textAnchor="middle">
                  {Math.round(100 * t)}
                </text>
              </g>
            ))}
            <line x1={x(0.5)} x2={x(0.5)} y1={0} y2={foot} className="ax" />
            {dots.map((dot, i) => (
              <Row key={`${dot.label}${i}`} dot={dot} x={x} y={i * rowHeight + rowHeight / 2} right={width} />
            ))}
            <text x={(left + right) / 2} y={height - 4} textAnchor="middle">
              {axis}
            </text>
          </>
        );
      }}
    </SizedSvg>
  );
}

function Row({ dot, x, y, right }: { dot: IntervalDot; x: ReturnType<typeof linearScale>; y: number; right: number }) {
  const [lo, hi] = dot.interval;
  const decided = lo > 0.5 || hi < 0.5;
  const color = dot.value >= 0.5 ? "var(--a)" : "var(--b)";
  return (
    <g>
      <title>{`${dot.label} ${percent(dot.value)} ${percentBounds(lo, hi)}${dot.n === undefined ? "" : `, n ${dot.n}`}`}</title>
      <text x={0} y={y + 4}>
        {dot.label}
      </text>
      <line x1={x(lo)} x2={x(hi)} y1={y} y2={y} stroke={color} strokeWidth={decided ? 2.5 : 1.25} />
      <circle
        cx={x(dot.value)}
        cy={y}
        r="4"
        fill={decided ? color : "var(--surface)"}
        stroke={color}
        strokeWidth="1.5"
      />
      {right > 340 && (
        <text x={right} y={y + 4} textAnchor="end">
          <tspan className="strong">{(100 * dot.value).toFixed(1)}</tspan> {percentBounds(lo, hi)}
        </text>
      )}
    </g>
  );
}
