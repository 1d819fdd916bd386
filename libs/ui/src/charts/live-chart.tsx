"use client";
import { useEffect, useRef, type ReactNode } from "react";
import uPlot from "uplot";
import { count, figure } from "../figures";
import { ChartMenu } from "./chart-menu";
import { nearestStep } from "./nearest-step";
import { plotOptions, type Guide, type LineLook } from "./live-plot";
import { smooth } from "./scales";

/** One curve: `min` and `max` are the range of each bucket, so that spikes survive downsampling. */
export type LiveSeries = {
  /** The step of each point; `x` is where it is drawn. */
  steps: readonly number[];
  x: readonly number[];
  last: readonly number[];
  min: readonly number[];
  max: readonly number[];
};
export type LiveLine = LiveSeries & LineLook & { name: string };

type Props = {
  title: ReactNode;
  /** Words under the title: of what, in which unit. */
  note: string;
  name: string;
  unit: string;
  lines: readonly LiveLine[];
  xTitle: string;
  smoothing: number;
  logX?: boolean;
  logY?: boolean;
  height?: number;
  guide?: Guide;
  /** The step under the crosshair, shared by all charts of a page. */
  at: number | null;
  onAt?(step: number): void;
  /** A range of x was dragged over; null: show everything again. */
  onRange?(range: readonly [number, number] | null): void;
  badge?: ReactNode;
};

/** A chart this high has room for the step in its heading. */
const ROOMY = 140;

/** A live curve: raw range light behind, smoothed line in front; drag zooms, double click resets. */
export function LiveChart(props: Props) {
  const { title, note, name, unit, lines, xTitle, at, height = 148, badge } = props;
  const box = useRef<HTMLDivElement>(null);
  const [first] = lines;
  const index = first ? (at === null ? first.steps.length - 1 : nearestStep(first.steps, at)) : -1;
  const logY = (props.logY ?? false) && lines.every((line) => line.min.every((v) => !(v <= 0)));
  usePlot(box, { ...props, logY, height });
  return (
    <div className="pane">
      <div className="cap">
        <b>{title}</b>
        <span className="truncate">{props.logY && !logY ? `${note} · linear: not all above 0` : note}</span>
        <span className="v">
          {badge}
          {lines.length === 1 && first && index >= 0 && (
            <>
              {height >= ROOMY && `at ${count(first.steps[index] ?? 0)} `}
              <b>{figure(first.last[index] ?? NaN)}</b>
            </>
          )}
        </span>
        <ChartMenu title={name} table={tableOf(lines, { xTitle, name })} box={box} />
      </div>
      <div
        ref={box}
        className="plot"
        role="img"
        aria-label={`${name}, ${unit}, over ${xTitle}: ${lines.map(summary).join("; ")}`}
        style={{ height }}
      >
        <i className="at-line" hidden />
      </div>
    </div>
  );
}

const summary = ({ name, last, x }: LiveLine) => `${name}, ${x.length} points, last ${figure(last.at(-1) ?? NaN)}`;

function tableOf(lines: readonly LiveLine[], { xTitle, name }: { xTitle: string; name: string }) {
  const many = lines.length > 1;
  return {
    columns: [...(many ? ["run"] : []), "step", xTitle, name, "min", "max"],
    rows: lines.flatMap((line) =>
      line.x.map((x, i) => [
        ...(many ? [line.name] : []),
        line.steps[i] ?? null,
        x,
        line.last[i] ?? null,
        line.min[i] ?? null,
        line.max[i] ?? null,
      ]),
    ),
  };
}

type Plotted = Props & { height: number; logY: boolean };

/** Keeps one uPlot in the box: made anew when its looks change, fed when its data do. */
function usePlot(box: { current: HTMLDivElement | null }, props: Plotted): void {
  const { lines, height, logX = false, logY, at, smoothing, guide } = props;
  const plot = useRef<uPlot | null>(null);
  const now = useRef(props);
  useEffect(() => {
    now.current = props;
  });
  const looks = JSON.stringify(lines.map(({ color, dash }) => ({ color, dash })));
  useEffect(() => {
    const node = box.current;
    if (!node) return;
    const moved = (i: number | null) => {
      const [line] = now.current.lines;
      const step = i === null ? undefined : line?.steps[nearestIndex(line.x, plot.current?.data[0][i])];
      if (step !== undefined) now.current.onAt?.(step);
    };
    const setup = { node, height, looks: JSON.parse(looks) as LineLook[], logX, logY };
    const hooks = {
      guide: () => now.current.guide,
      onMove: moved,
      onRange: (r: readonly [number, number] | null) => now.current.onRange?.(r),
    };
    const empty: uPlot.AlignedData = [[], ...setup.looks.flatMap(() => [[], [], [], []])];
    const chart = new uPlot(plotOptions({ ...setup, ...hooks }), empty, node);
    plot.current = chart;
    const watch = new ResizeObserver(() => {
      chart.setSize({ width: node.clientWidth, height });
      placeLine(chart, now.current);
    });
    watch.observe(node);
    const theme = new MutationObserver(() => chart.redraw(false));
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    return () => {
      watch.disconnect();
      theme.disconnect();
      chart.destroy();
      plot.current = null;
    };
  }, [box, height, looks, logX, logY]);
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      plot.current?.setData(joined(lines, { smoothing, logX }));
      if (plot.current) placeLine(plot.current, now.current);
    });
    return () => cancelAnimationFrame(frame);
  }, [lines, smoothing, height, looks, logX, logY, guide]);
  useEffect(() => {
    if (plot.current) placeLine(plot.current, now.current);
  }, [at]);
}

function nearestIndex(x: readonly number[], value: number | null | undefined): number {
  return value === null || value === undefined ? -1 : nearestStep(x, value);
}

/** Curves over one x: where a curve has no point, uPlot draws on to its next one. */
function joined(
  lines: readonly LiveLine[],
  { smoothing, logX }: { smoothing: number; logX: boolean },
): uPlot.AlignedData {
  const tables = lines.map((line): uPlot.AlignedData => {
    const { x, min, max, last } = line;
    const keep = x.map((v) => !logX || v > 0);
    const pick = (values: readonly number[]) => values.filter((_, i) => keep[i]);
    return [pick(x), pick(max), pick(min), pick(last), pick(smooth(last, smoothing))];
  });
  const [only] = tables;
  if (tables.length === 1 && only) return only;
  return tables.length === 0
    ? [[]]
    : uPlot.join(
        tables,
        tables.map((t) => t.map(() => 2)),
      );
}

function placeLine(chart: uPlot, { lines, at }: Plotted): void {
  const mark = chart.root.parentElement?.querySelector<HTMLElement>(".at-line");
  const [line] = lines;
  if (!mark) return;
  const x = at === null || !line ? undefined : line.x[nearestStep(line.steps, at)];
  const left = x === undefined ? NaN : chart.valToPos(x, "x");
  const width = chart.bbox.width / devicePixelRatio;
  mark.hidden = !(left >= 0 && left <= width);
  if (!mark.hidden) mark.style.left = `${chart.bbox.left / devicePixelRatio + left}px`;
}
