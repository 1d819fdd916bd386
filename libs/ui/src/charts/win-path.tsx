import { count, percent, percentBounds } from "../figures";
import { Axes, frameOf, type Frame } from "./axes";
import { extent, linePath } from "./scales";
import { SizedSvg } from "./sized";

export type WinPathPoint = { n: number; rate: number; interval: readonly [number, number] };
type Props = {
  points: readonly WinPathPoint[];
  alt: string;
  /** Judgments that were planned; drawn as a line when more than there are. */
  planned: number;
  /** Half the width of the band around ½ that counts as equal. */
  rope: number;
};

/** A win rate as judgments came in, with the interval that holds at every look. */
export function WinPath({ points, alt, planned, rope }: Props) {
  return (
    <SizedSvg height={228} alt={alt}>
      {(width) => {
        const last = points.at(-1);
        const late = points.filter((p) => p.n * 8 >= (last?.n ?? 0)); // the first looks would fill the height
        const [lo, hi] = extent([0.5 - 2 * rope, 0.5 + 2 * rope, ...late.flatMap((p) => p.interval)], 0.05);
        const domain = { x: [0, Math.max(planned, last?.n ?? 1)], y: [Math.max(0, lo), Math.min(1, hi)] } as const;
        const frame = frameOf({ width, height: 228 }, domain);
        return (
          <>
            <Rope frame={frame} rope={rope} />
            <Axes
              frame={frame}
              x={{ title: "judgments", tick: count }}
              y={{ title: "A preferred, %", tick: (t) => String(Math.round(100 * t)) }}
            />
            <Path frame={frame} points={points} />
            {last && planned > last.n && <Planned frame={frame} planned={planned} />}
          </>
        );
      }}
    </SizedSvg>
  );
}

function Rope({ frame: { x, y, left, right }, rope }: { frame: Frame; rope: number }) {
  const from = x(x.domain[0]);
  return (
    <>
      <rect x={left} width={right - left} y={y(0.5 + rope)} height={y(0.5 - rope) - y(0.5 + rope)} className="rope" />
      <line x1={left} x2={right} y1={y(0.5)} y2={y(0.5)} className="ax" />
      <text x={from + 6} y={y(0.5 - rope) + 14} className="halo">
        as good, ±{Math.round(100 * rope)} points
      </text>
    </>
  );
}

function Path({ frame, points }: { frame: Frame; points: readonly WinPathPoint[] }) {
  const { x, top, bottom } = frame;
  const y = (rate: number) => Math.min(bottom, Math.max(top, frame.y(rate)));
  const last = points.at(-1);
  const upper = points.map((p) => [x(p.n), y(p.interval[1])] as const);
  const lower = points.map((p) => [x(p.n), y(p.interval[0])] as const).reverse();
  return (
    <>
      <path d={`${linePath([...upper, ...lower])}Z`} fill="var(--a)" opacity="0.14" />
      <path
        d={linePath(points.map((p) => [x(p.n), y(p.rate)]))}
        fill="none"
        stroke="var(--a)"
        strokeWidth="2"
        strokeLinejoin="round"
      />
      {points.map((p) => (
        <circle key={p.n} cx={x(p.n)} cy={y(p.rate)} r="6" fill="transparent">
          <title>{`n ${count(p.n)}: ${percent(p.rate)} ${percentBounds(...p.interval)}`}</title>
        </circle>
      ))}
      {last && (
        <g>
          <line
            x1={x(last.n)}
            x2={x(last.n)}
            y1={y(last.interval[0])}
            y2={y(last.interval[1])}
            stroke="var(--a)"
            strokeWidth="2"
          />
          <circle cx={x(last.n)} cy={y(last.rate)} r="4.5" fill="var(--a)" stroke="var(--surface)" strokeWidth="2" />
          <text x={x(last.n) - 10} y={y(last.rate) - 8} textAnchor="end" className="lbl fa halo">
            {(100 * last.rate).toFixed(1)}
          </text>
        </g>
      )}
    </>
  );
}

function Planned({ frame: { x, top, bottom }, planned }: { frame: Frame; planned: number }) {
  return (
    <>
      <line x1={x(planned)} x2={x(planned)} y1={top} y2={bottom} className="ax" strokeDasharray="3 3" />
      <text x={x(planned) - 6} y={top + 10} textAnchor="end" className="halo">
        planned
      </text>
    </>
  );
}
