"use client";
import { useEffect, useRef, useState, type ReactNode } from "react";
import uPlot from "uplot";
import { figure } from "../figures";
import { ChartMenu } from "./chart-menu";
import { smooth } from "./scales";

/** One curve: `min` and `max` are the range of each bucket, so that spikes survive downsampling. */
export type LiveSeries = {
  x: readonly number[];
  last: readonly number[];
  min: readonly number[];
  max: readonly number[];
};
type Props = {
  title: ReactNode;
  name: string;
  unit: string;
  series: LiveSeries;
  xTitle: string;
  smoothing: number;
  logY?: boolean;
  height?: number;
  /** Charts of one group share their crosshair. */
  group?: string;
};

/** A live curve: raw range light behind, smoothed line in front; drag zooms, double click resets. */
export function LiveChart(props: Props) {
  const { title, name, unit, series, xTitle, smoothing, logY = false, height = 156, group } = props;
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const [at, setAt] = useState<number | null>(null);
  useEffect(() => {
    const node = box.current;
    if (!node) return;
    const chart = new uPlot(options({ node, height, logY, group, onMove: setAt }), [[], [], [], [], []], node);
    plot.current = chart;
    const watch = new ResizeObserver(() => chart.setSize({ width: node.clientWidth, height }));
    watch.observe(node);
    const theme = new MutationObserver(() => chart.redraw(false));
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    return () => {
      watch.disconnect();
      theme.disconnect();
      chart.destroy();
      plot.current = null;
    };
  }, [height, logY, group]);
  useEffect(() => {
    const { x, last, min, max } = series;
    const frame = requestAnimationFrame(() =>
      plot.current?.setData([[...x], [...max], [...min], [...last], smooth(last, smoothing)]),
    );
    return () => cancelAnimationFrame(frame);
  }, [series, smoothing, logY, height, group]);
  const index = at ?? series.x.length - 1;
  const value = series.last[index];
  const table = {
    columns: [xTitle, name, "min", "max"],
    rows: series.x.map((x, i) => [x, series.last[i] ?? null, series.min[i] ?? null, series.max[i] ?? null]),
  };
  return (
    <div className="pane">
      <div className="cap">
        <b>{title}</b> {unit}
        <span className="v">
          {value !== undefined && (
            <>
              at {figure(series.x[index] ?? 0, 6)} <b>{figure(value)}</b>
            </>
          )}
        </span>
        <ChartMenu title={name} table={table} box={box} />
      </div>
      <div
        ref={box}
        role="img"
        aria-label={`${name}, ${unit}, ${series.x.length} points, last ${figure(series.last.at(-1) ?? NaN)}`}
        style={{ height }}
      />
    </div>
  );
}

const css = (name: string) => () => getComputedStyle(document.documentElement).color && resolved(name);

/** A design token as a colour that a canvas takes: light-dark() is resolved by the browser on a probe element. */
function resolved(name: string): string {
  const probe = document.createElement("i");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const color = getComputedStyle(probe).color;
  probe.remove();
  return color;
}

type Setup = { node: HTMLElement; height: number; logY: boolean; group?: string; onMove(index: number | null): void };

function options({ node, height, logY, group, onMove }: Setup): uPlot.Options {
  const axis = {
    stroke: css("--ink-3"),
    grid: { stroke: css("--grid"), width: 1 },
    ticks: { show: false },
    font: "12px Inter Variable",
  };
  const line = (color: () => string, width: number, alpha: number): uPlot.Series => ({
    stroke: color,
    width,
    alpha,
    points: { show: false },
    spanGaps: false,
  });
  const faint = line(css("--a"), 1, 0.28);
  return {
    width: node.clientWidth || 400,
    height,
    legend: { show: false },
    scales: { x: { time: false }, y: { distr: logY ? 3 : 1 } },
    cursor: { sync: group ? { key: group } : undefined, drag: { x: true, y: false }, y: false },
    axes: [
      { ...axis, size: 24, gap: 4 },
      { ...axis, size: 46, gap: 6, values: (_, splits) => splits.map((v) => (v === null ? "" : figure(v, 2))) },
    ],
    series: [{}, { ...faint, alpha: 0 }, { ...faint, alpha: 0 }, faint, line(css("--a"), 2, 1)],
    bands: [{ series: [1, 2], fill: () => resolved("--a").replace(/\)$/, " / 0.14)") }],
    hooks: { setCursor: [(u) => onMove(u.cursor.idx ?? null)] },
  };
}
