import { Fragment, type ReactNode } from "react";
import { fitText } from "./fit-text";
import { extent, linearScale, niceTicks, type Scale } from "./scales";
import { SizedSvg } from "./sized";

export type ForestColor = "a" | "b" | "ref" | "ink" | "warn";
export type ForestRow = {
  key: string;
  label: string;
  /** A row without an estimate is a heading of the rows below it. */
  value?: number;
  interval?: readonly [number, number];
  /** A second estimate of the same thing, hollow, below the first. */
  second?: { value: number; interval: readonly [number, number] };
  color?: ForestColor;
  /** Undecided: the mark is hollow. */
  hollow?: boolean;
  /** The row of the whole, drawn as a diamond. */
  whole?: boolean;
  /** Right of the plot, as many as there are column titles; only the first on narrow screens. */
  cells?: readonly string[];
};
type Props = {
  rows: readonly ForestRow[];
  alt: string;
  axis: string;
  tick(value: number): string;
  /** A line through all rows, with a band around it that counts as equal. */
  reference?: { at: number; band?: number };
  columns: readonly { title: string; width: number }[];
  rowHeight?: number;
  /** Puts a link around a row. */
  link?(row: ForestRow, marks: ReactNode): ReactNode;
};

type Layout = { left: number; right: number; width: number; ends: number[]; x: Scale };
const HEAD = 20;
const FOOT = 40;

/** Estimates with their intervals on one axis, a row each. */
export function ForestPlot(props: Props) {
  const { rows, alt, axis, tick, reference, columns, rowHeight = 24, link } = props;
  const height = HEAD + rows.length * rowHeight + FOOT;
  const bottom = height - FOOT;
  return (
    <SizedSvg height={height} alt={alt} linked={link !== undefined}>
      {(width) => {
        const layout = layOut(props, width);
        const { x, left, right, ends } = layout;
        return (
          <>
            {reference && <Reference x={x} reference={reference} bottom={bottom} />}
            {niceTicks(x.domain[0], x.domain[1], Math.max(2, Math.floor((right - left) / 56))).map((t) => (
              <g key={t}>
                <line x1={x(t)} x2={x(t)} y1={HEAD} y2={bottom} className="gl" />
                <text x={x(t)} y={bottom + 16} textAnchor="middle">
                  {tick(t)}
                </text>
              </g>
            ))}
            {reference && <line x1={x(reference.at)} x2={x(reference.at)} y1={HEAD} y2={bottom} className="ax" />}
            {ends.map((end, i) => (
              <text key={i} x={end} y={12} textAnchor="end">
                {columns[i]?.title}
              </text>
            ))}
            {rows.map((row, i) => {
              const marks = <Row row={row} layout={layout} y={HEAD + (i + 0.5) * rowHeight} height={rowHeight} />;
              return <Fragment key={row.key}>{link && row.value !== undefined ? link(row, marks) : marks}</Fragment>;
            })}
            <text x={(left + right) / 2} y={height - 4} textAnchor="middle" className="ttl">
              {axis}
            </text>
          </>
        );
      }}
    </SizedSvg>
  );
}

function layOut({ rows, columns, reference }: Props, width: number): Layout {
  const shown = width < 380 ? columns.slice(0, 1) : columns;
  const named = rows.some((row) => row.label !== "");
  const left = named ? Math.min(width * 0.34, 24 + 7 * Math.max(...rows.map((row) => row.label.length))) : 8;
  const right = width - shown.reduce((sum, column) => sum + column.width, 0) - 8;
  let end = right + 8;
  const ends = shown.map((column) => (end += column.width));
  const at = reference ? [reference.at - (reference.band ?? 0), reference.at + (reference.band ?? 0)] : [];
  const domain = extent([...at, ...rows.flatMap((r) => [...(r.interval ?? []), ...(r.second?.interval ?? [])])], 0.04);
  return { left, right, width, ends, x: linearScale(domain, [left, right]) };
}

type Referenced = { x: Scale; reference: NonNullable<Props["reference"]>; bottom: number };

function Reference({ x, reference: { at, band = 0 }, bottom }: Referenced) {
  return <rect x={x(at - band)} width={x(at + band) - x(at - band)} y={HEAD} height={bottom - HEAD} className="rope" />;
}

function Row({ row, layout, y, height }: { row: ForestRow; layout: Layout; y: number; height: number }) {
  const { left, width, ends, x } = layout;
  const { label, value, interval = [NaN, NaN], second, color = "a", whole = false, hollow = false, cells = [] } = row;
  if (value === undefined)
    return (
      <text x={0} y={y + 4}>
        {label}
      </text>
    );
  const fill = color === "ink" ? "var(--ink)" : `var(--${color})`;
  return (
    <g>
      <rect className="hit" x={-8} y={y - height / 2} width={width + 16} height={height} rx="4" />
      <text x={whole ? 0 : 8} y={y + 4} className={whole ? "strong" : "ttl"}>
        {fitText(label, left - (whole ? 8 : 16))}
        <title>{label}</title>
      </text>
      <line x1={x(interval[0])} x2={x(interval[1])} y1={y} y2={y} stroke={fill} strokeWidth={whole ? 3 : 2} />
      {second && (
        <g>
          <line
            x1={x(second.interval[0])}
            x2={x(second.interval[1])}
            y1={y + 9}
            y2={y + 9}
            stroke={fill}
            strokeWidth="1"
          />
          <circle cx={x(second.value)} cy={y + 9} r="3" fill="var(--surface)" stroke={fill} strokeWidth="1.5" />
        </g>
      )}
      {whole ? (
        <path d={`M${x(value) - 6} ${y}l6 -6 6 6 -6 6z`} fill={fill} stroke="var(--surface)" strokeWidth="1.5" />
      ) : (
        <circle
          cx={x(value)}
          cy={y}
          r="4.5"
          fill={hollow ? "var(--surface)" : fill}
          stroke={hollow ? fill : "var(--surface)"}
          strokeWidth="1.5"
        />
      )}
      {ends.map((end, i) => (
        <text key={i} x={end} y={y + 4} textAnchor="end" className={i === 0 ? "lbl" : undefined}>
          {cells[i]}
        </text>
      ))}
    </g>
  );
}
