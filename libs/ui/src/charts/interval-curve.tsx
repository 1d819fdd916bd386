import { Fragment, type ReactNode } from "react";
import { Axes, frameOf, type Frame } from "./axes";
import { linePath } from "./scales";
import { SizedSvg } from "./sized";

export type CurvePoint = { x: number; value: number; interval: readonly [number, number]; about: string };
/** A straight line with its name: where the points should lie, or what none can pass. */
export type GuideLine = {
  from: readonly [x: number, y: number];
  to: readonly [x: number, y: number];
  label: string;
  /** Where along the line the name stands; at its end unless told. */
  labelAt?: "start" | "end";
};
type Range = readonly [number, number];
type Props = {
  points: readonly CurvePoint[];
  guides?: readonly GuideLine[];
  alt: string;
  domain: { x: Range; y: Range };
  xAxis: { title: string; tick(value: number): string };
  yAxis: { title: string; tick(value: number): string };
  height?: number;
  /** Connects the points. */
  joined?: boolean;
  link?(point: CurvePoint, marks: ReactNode): ReactNode;
};

/** Estimates with vertical intervals over a quantity. */
export function IntervalCurve(props: Props) {
  const { points, guides = [], alt, domain, xAxis, yAxis, height = 220, joined = false, link } = props;
  return (
    <SizedSvg height={height} alt={alt} linked={link !== undefined}>
      {(width) => {
        const frame = frameOf({ width, height }, domain);
        return (
          <>
            <Axes frame={frame} x={xAxis} y={yAxis} />
            {guides.map((guide) => (
              <Guide key={guide.label} guide={guide} frame={frame} />
            ))}
            {joined && (
              <path
                d={linePath(points.map((p) => [frame.x(p.x), frame.y(p.value)]))}
                fill="none"
                stroke="var(--a)"
                opacity="0.5"
              />
            )}
            {points.map((point, i) => {
              const marks = <Mark point={point} frame={frame} />;
              return <Fragment key={i}>{link ? link(point, marks) : marks}</Fragment>;
            })}
          </>
        );
      }}
    </SizedSvg>
  );
}

function Guide({ guide: { from, to, label, labelAt = "end" }, frame: { x, y } }: { guide: GuideLine; frame: Frame }) {
  const [atX, atY] = labelAt === "end" ? to : from;
  return (
    <g>
      <line
        x1={x(from[0])}
        y1={y(from[1])}
        x2={x(to[0])}
        y2={y(to[1])}
        stroke="var(--ink-3)"
        strokeDasharray="5 4"
        strokeWidth="1.25"
      />
      <text
        x={x(atX) + (labelAt === "end" ? -4 : 4)}
        y={y(atY) - 6}
        textAnchor={labelAt === "end" ? "end" : "start"}
        className="halo"
      >
        {label}
      </text>
    </g>
  );
}

function Mark({ point: { x, value, interval, about }, frame }: { point: CurvePoint; frame: Frame }) {
  const [lo, hi] = interval.map((end) => frame.y(Math.min(frame.y.domain[1], Math.max(frame.y.domain[0], end))));
  const at = frame.x(x);
  return (
    <g>
      <title>{about}</title>
      <rect className="hit" x={at - 12} y={frame.top} width="24" height={frame.bottom - frame.top} rx="4" />
      <line x1={at} x2={at} y1={lo} y2={hi} stroke="var(--a)" strokeWidth="2" opacity="0.55" />
      <circle cx={at} cy={frame.y(value)} r="4.5" fill="var(--a)" stroke="var(--surface)" strokeWidth="1.5" />
    </g>
  );
}
