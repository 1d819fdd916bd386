import { linearScale, niceTicks, type Scale } from "./scales";

export type Frame = { x: Scale; y: Scale; left: number; right: number; top: number; bottom: number };
type Range = readonly [number, number];

/** Scales of a chart that leaves room for the titles and ticks of its axes. */
export function frameOf({ width, height }: { width: number; height: number }, domain: { x: Range; y: Range }): Frame {
  const [left, right, top, bottom] = [40, width - 12, 24, height - 40];
  return {
    left,
    right,
    top,
    bottom,
    x: linearScale(domain.x, [left, right]),
    y: linearScale(domain.y, [bottom, top]),
  };
}

type Axis = { title: string; tick(value: number): string };

/** Grid, ticks and titles; the y title stands above the axis, so that it reads level. */
export function Axes({ frame, x, y }: { frame: Frame; x: Axis; y: Axis }) {
  const { left, right, top, bottom } = frame;
  const [xs, ys] = [frame.x.domain, frame.y.domain];
  return (
    <>
      {niceTicks(ys[0], ys[1], Math.max(2, Math.floor((bottom - top) / 44))).map((t) => (
        <g key={t}>
          <line x1={left} x2={right} y1={frame.y(t)} y2={frame.y(t)} className="gl" />
          <text x={left - 8} y={frame.y(t) + 4} textAnchor="end">
            {y.tick(t)}
          </text>
        </g>
      ))}
      {niceTicks(xs[0], xs[1], Math.max(2, Math.floor((right - left) / 64))).map((t) => (
        <text key={t} x={frame.x(t)} y={bottom + 18} textAnchor="middle">
          {x.tick(t)}
        </text>
      ))}
      <line x1={left} x2={right} y1={bottom} y2={bottom} className="ax" />
      <text x={(left + right) / 2} y={bottom + 36} textAnchor="middle" className="ttl">
        {x.title}
      </text>
      <text x={0} y={12} className="ttl">
        {y.title}
      </text>
    </>
  );
}
