import uPlot from "uplot";
import { figure } from "../figures";

/** `color`: a design token, "--a". `dash`: lengths in pixels, so that lines differ by more than colour. */
export type LineLook = { color: string; dash?: readonly number[] };
/** A level that the curve is read against: a target with its tolerance, a limit, zero. */
export type Guide = { lo: number; hi: number; label: string };

type Setup = {
  node: HTMLElement;
  height: number;
  looks: readonly LineLook[];
  logX: boolean;
  logY: boolean;
  guide: () => Guide | undefined;
  onMove(index: number | null): void;
  onRange(range: readonly [number, number] | null): void;
};

/** A design token as a colour that a canvas takes: light-dark() is resolved by the browser on a probe element. */
function resolved(name: string): string {
  const probe = document.createElement("i");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const color = getComputedStyle(probe).color;
  probe.remove();
  return color;
}

const faded = (color: string, share: number): string => color.replace(/\)$/, ` / ${share})`);

/** Each line is four series: the largest and smallest of a bucket with a band between them, the raw line, the smoothed one. */
export function plotOptions(setup: Setup): uPlot.Options {
  const { node, height, looks, logX, logY } = setup;
  const css = (name: string) => () => resolved(name);
  const axis = { stroke: css("--ink-3"), ticks: { show: false }, font: "12px Inter Variable" };
  const grid = { stroke: css("--grid"), width: 1 };
  const line = (look: LineLook, width: number, alpha: number): uPlot.Series => ({
    stroke: css(look.color),
    width,
    alpha,
    points: { show: false },
    spanGaps: false,
    ...(look.dash && { dash: [...look.dash] }),
  });
  const edge: uPlot.Series = { stroke: "transparent", width: 0, points: { show: false } }; // of the band: it has no line
  return {
    width: node.clientWidth || 400,
    height,
    legend: { show: false },
    padding: [8, 10, 0, 0],
    scales: { x: { time: false, distr: logX ? 3 : 1 }, y: { distr: logY ? 3 : 1, range: rangeWith(setup) } },
    cursor: {
      drag: { x: true, y: false, setScale: false },
      x: false,
      y: false,
      points: { size: 7, width: 1.5, show: (u, i) => pointOf(u, i) },
    },
    axes: [
      { ...axis, grid: { show: false }, size: 22, gap: 2, space: 56 },
      { ...axis, grid, size: axisWidth, gap: 6, space: 28, values: (_, splits) => splits.map(tick) },
    ],
    series: [{}, ...looks.flatMap((look) => [edge, edge, line(look, 1, 0.28), line(look, 2, 1)])],
    bands: looks.map((look, i) => ({
      series: [1 + 4 * i, 2 + 4 * i],
      fill: () => faded(resolved(look.color), 0.14),
    })),
    hooks: {
      setCursor: [(u) => setup.onMove(u.cursor.idx ?? null)],
      setSelect: [(u) => chosenRange(u, setup)],
      ready: [(u) => u.over.addEventListener("dblclick", () => setup.onRange(null))],
      drawClear: [(u) => drawGuide(u, setup.guide())],
      draw: [(u) => drawEnds(u, looks)],
    },
  };
}

/** As wide as the longest figure on it; never so narrow that the panes of a page begin at different places. */
const axisWidth = (_: uPlot, ticks: readonly string[] | null): number =>
  Math.max(46, 14 + 6.5 * Math.max(0, ...(ticks ?? []).map((text) => text.length)));

const tick = (value: number | null): string => (value === null ? "" : figure(value, 2));

/** The range of what is drawn and of the guide, with a little air; one value alone gets some around it. */
function rangeWith({ guide, logY }: Setup): uPlot.Scale.Range {
  return (_, min, max): uPlot.Range.MinMax => {
    const level = guide();
    const lo = Math.min(min ?? 0, level?.lo ?? Infinity);
    const hi = Math.max(max ?? 1, level?.hi ?? -Infinity);
    if (logY) return uPlot.rangeLog(lo, hi, 10, true);
    const isFlat = hi - lo < 1e-9 * Math.abs(hi); // what is left is rounding
    const air = 0.08 * (isFlat ? Math.abs(hi) || 1 : hi - lo || 1);
    return [lo - air, hi + air];
  };
}

/** Only the smoothed line of each curve carries a dot under the pointer. */
function pointOf(u: uPlot, i: number): HTMLElement {
  const dot = document.createElement("div");
  if (i % 4 !== 0) dot.style.display = "none";
  return u.series.length > i ? dot : document.createElement("div");
}

function chosenRange(u: uPlot, { onRange }: Setup): void {
  const { left, width } = u.select;
  if (width < 8) return;
  onRange([u.posToVal(left, "x"), u.posToVal(left + width, "x")]);
  u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
}

function drawGuide(u: uPlot, guide: Guide | undefined): void {
  if (!guide) return;
  const { ctx, bbox } = u;
  const [top, bottom] = [u.valToPos(guide.hi, "y", true), u.valToPos(guide.lo, "y", true)];
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.fillStyle = faded(resolved("--ref"), 0.16);
  if (bottom - top > 1) ctx.fillRect(bbox.left, top, bbox.width, bottom - top);
  else {
    ctx.strokeStyle = resolved("--ref");
    ctx.lineWidth = ratio;
    ctx.setLineDash([4 * ratio, 4 * ratio]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, top);
    ctx.lineTo(bbox.left + bbox.width, top);
    ctx.stroke();
  }
  ctx.fillStyle = resolved("--ink-3");
  ctx.font = `${12 * ratio}px Inter Variable`;
  ctx.fillText(guide.label, bbox.left + 4 * ratio, bottom - top > 1 ? top + 14 * ratio : top - 4 * ratio);
  ctx.restore();
}

/** An open circle where each curve stands now. */
function drawEnds(u: uPlot, looks: readonly LineLook[]): void {
  const { ctx } = u;
  const ratio = devicePixelRatio;
  looks.forEach((look, i) => {
    const xs = u.data[0];
    const ys = u.data[4 + 4 * i] ?? [];
    const last = lastFinite(ys);
    const [x, y] = [xs[last], ys[last]];
    if (x === undefined || y === undefined || y === null) return;
    ctx.beginPath();
    ctx.arc(u.valToPos(x, "x", true), u.valToPos(y, "y", true), 3.5 * ratio, 0, 2 * Math.PI);
    ctx.fillStyle = resolved("--surface");
    ctx.fill();
    ctx.lineWidth = 1.75 * ratio;
    ctx.strokeStyle = resolved(look.color);
    ctx.stroke();
  });
}

function lastFinite(values: ArrayLike<number | null | undefined>): number {
  for (let i = values.length - 1; i >= 0; i--) if (Number.isFinite(values[i])) return i;
  return -1;
}
