import { Fragment, type ReactNode } from "react";
import { count, percent } from "../figures";
import { linearScale } from "./scales";
import { SizedSvg } from "./sized";

export type StepBar = {
  key: string;
  glyph: string;
  words: string;
  n: number;
  color: "a" | "b" | "ref";
  strength: number;
};
type Props = { bars: readonly StepBar[]; alt: string; link?(bar: StepBar, marks: ReactNode): ReactNode };
const [HEIGHT, TOP, FOOT, DEEPEST] = [220, 40, 44, 3];

/** How often each step of the scale was pressed; the deeper the colour, the stronger the step. */
export function StepBars({ bars, alt, link }: Props) {
  const total = bars.reduce((sum, bar) => sum + bar.n, 0);
  const y = linearScale([0, Math.max(1, ...bars.map((bar) => bar.n))], [HEIGHT - FOOT, TOP]);
  return (
    <SizedSvg height={HEIGHT} alt={alt} linked={link !== undefined}>
      {(width) => {
        const step = width / bars.length;
        return (
          <>
            {bars.map((bar, i) => {
              const marks = <Bar bar={bar} box={{ x: i * step, width: step }} y={y} total={total} />;
              return <Fragment key={bar.key}>{link && bar.n > 0 ? link(bar, marks) : marks}</Fragment>;
            })}
            <line x1={0} x2={width} y1={y(0)} y2={y(0)} className="ax" />
            <text x={0} y={12} className="ttl">
              judgments
            </text>
            <text x={0} y={HEIGHT - 4} className="fa">
              A better
            </text>
            <text x={width} y={HEIGHT - 4} textAnchor="end" className="fb">
              B better
            </text>
          </>
        );
      }}
    </SizedSvg>
  );
}

type Drawn = { bar: StepBar; box: { x: number; width: number }; y: (n: number) => number; total: number };

function Bar({ bar, box, y, total }: Drawn) {
  const middle = box.x + box.width / 2;
  return (
    <g>
      <title>{`${bar.words}: ${count(bar.n)} of ${count(total)} (${percent(total === 0 ? 0 : bar.n / total)})`}</title>
      <rect className="hit" x={box.x + 1} y={TOP - 4} width={box.width - 2} height={HEIGHT - FOOT - TOP + 28} rx="4" />
      <rect
        x={box.x + 3}
        width={Math.max(2, box.width - 6)}
        y={y(bar.n)}
        height={y(0) - y(bar.n)}
        rx="2"
        fill={`var(--${bar.color})`}
        opacity={0.4 + (0.6 * Math.abs(bar.strength)) / DEEPEST}
      />
      <text x={middle} y={y(bar.n) - 6} textAnchor="middle" className="lbl">
        {count(bar.n)}
      </text>
      <text x={middle} y={y(0) + 18} textAnchor="middle" className="ttl">
        {bar.glyph}
      </text>
    </g>
  );
}
