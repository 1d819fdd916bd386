import { Fragment, type ReactNode } from "react";
import { Axes, frameOf, type Frame } from "./axes";
import { extent, linePath } from "./scales";
import { SizedSvg } from "./sized";

export type FrontierColor = "a" | "b" | "ref" | "ink";
export type FrontierPoint = {
  key: string;
  x: number;
  y: number;
  /** Everything of the point in one sentence. */
  about: string;
  color: FrontierColor;
  /** `dot`: a checkpoint while it trained · `diamond`: an evaluation · `square`: best of n. */
  shape: "dot" | "diamond" | "square";
  /** One of the policies that are compared. */
  picked: boolean;
  label?: string;
};
export type FrontierLine = { key: string; color: FrontierColor; points: readonly (readonly [x: number, y: number])[] };
type Props<P extends FrontierPoint> = {
  points: readonly P[];
  /** A training run through its checkpoints. */
  runs: readonly FrontierLine[];
  /** What best-of-n would reach; cut where the points end. */
  reference: readonly (readonly [x: number, y: number])[];
  xTitle: string;
  yTitle: string;
  tick(value: number): string;
  alt: string;
  link(point: P, marks: ReactNode): ReactNode;
};

const HEIGHT = 340;

/** What was gained against how far a policy moved from its reference. */
export function FrontierPlot<P extends FrontierPoint>(props: Props<P>) {
  const { points, runs, reference, xTitle, yTitle, tick, alt, link } = props;
  const far = Math.max(0, ...points.map((p) => p.x));
  const near = reference.filter(([x]) => x <= 1.15 * far || x === 0);
  const lines = runs.flatMap((run) => run.points);
  const xs = extent([0, ...points.map((p) => p.x), ...[...near, ...lines].map(([x]) => x)]);
  const ys = extent([...points.map((p) => p.y), ...[...near, ...lines].map(([, y]) => y)], 0.06);
  return (
    <SizedSvg height={HEIGHT} alt={alt} linked>
      {(width) => {
        const frame = frameOf({ width, height: HEIGHT }, { x: [0, 1.06 * xs[1]], y: ys });
        return (
          <>
            <Axes frame={frame} x={{ title: xTitle, tick }} y={{ title: yTitle, tick }} />
            <Reference frame={frame} points={near} />
            {runs.map((run) => (
              <path
                key={run.key}
                d={linePath(run.points.map(([x, y]) => [frame.x(x), frame.y(y)]))}
                fill="none"
                stroke={colorOf(run.color)}
                strokeWidth={run.color === "ink" ? 1 : 2}
                opacity={run.color === "ink" ? 0.4 : 0.8}
              />
            ))}
            {[...points]
              .sort((a, b) => Number(a.picked) - Number(b.picked))
              .map((point) => (
                <Fragment key={point.key}>{link(point, <Mark point={point} frame={frame} />)}</Fragment>
              ))}
          </>
        );
      }}
    </SizedSvg>
  );
}

function Reference({ frame, points }: { frame: Frame; points: Props<FrontierPoint>["reference"] }) {
  const last = points.at(-1);
  if (!last || points.length < 2) return null;
  return (
    <>
      <path
        d={linePath(points.map(([x, y]) => [frame.x(x), frame.y(y)]))}
        fill="none"
        stroke="var(--ink-3)"
        strokeWidth="1.5"
        strokeDasharray="5 4"
      />
      <text x={frame.x(last[0]) - 4} y={frame.y(last[1]) - 8} textAnchor="end" className="halo">
        best of n
      </text>
    </>
  );
}

function Mark({ point, frame }: { point: FrontierPoint; frame: Frame }) {
  const { x, y, about, color, shape, picked, label } = point;
  const [atX, atY] = [frame.x(x), frame.y(y)];
  const size = (picked ? 6.5 : 4) + (shape === "diamond" ? 1 : 0);
  const look = { fill: colorOf(color), stroke: "var(--surface)", strokeWidth: 2 };
  const leftwards = atX > frame.right - 80;
  return (
    <g>
      <title>{about}</title>
      <circle className="hit" cx={atX} cy={atY} r="12" />
      {shape === "dot" && <circle cx={atX} cy={atY} r={size} {...look} />}
      {shape === "square" && <rect x={atX - size} y={atY - size} width={2 * size} height={2 * size} {...look} />}
      {shape === "diamond" && (
        <path d={`M${atX - size} ${atY}l${size} ${-size} ${size} ${size} ${-size} ${size}z`} {...look} />
      )}
      {label && (
        <text
          x={leftwards ? atX - size - 4 : atX + size + 4}
          y={atY + 4}
          textAnchor={leftwards ? "end" : "start"}
          className={`lbl halo ${color === "a" ? "fa" : color === "b" ? "fb" : ""}`}
        >
          {label}
        </text>
      )}
    </g>
  );
}

const colorOf = (color: FrontierColor): string => `var(--${color})`;
