import { overOptimizationCurve, type OptimizationForm } from "@rlhf/stats";
import { meanCurve, type ArmAnalysis } from "./analysis";
import { ARM_NAMES, type ArmName, type Curve } from "./arms";
import type { OverOptimization } from "./run";

const [WIDTH, HEIGHT, PANEL] = [960, 400, 420];
const PLOT = { left: 52, right: 14, top: 60, bottom: 84 };
const COLORS: Record<ArmName, string> = {
  single: "#343a40",
  mean: "#1971c2",
  "worst-case": "#2f9e44",
  "uncertainty-weighted": "#e8590c",
};
const TITLES: Record<OptimizationForm, string> = { "best-of-n": "Best-of-n", rl: "PPO without KL penalty" };

type Scale = { x: (distance: number) => number; y: (gold: number) => number };

/** Gold against √KL, one panel per optimiser: measured points (small), their mean (line) and the fitted law (dashes). */
export function overOptimizationFigure({ curves, analysis }: Pick<OverOptimization, "curves" | "analysis">): string {
  const forms: OptimizationForm[] = ["best-of-n", "rl"];
  const panels = forms.map((form, i) =>
    panel(form, { curves: curves[form], arms: analysis[form], left: 24 + i * 480 }),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="ui-sans-serif, system-ui, sans-serif" font-size="11">
<title>Gold reward against distance from the initial policy</title>
<rect width="${WIDTH}" height="${HEIGHT}" rx="10" fill="#ffffff"/>
${panels.join("\n")}
${legend()}
</svg>
`;
}

type Panel = { curves: readonly Curve[]; arms: readonly ArmAnalysis[]; left: number };

function panel(form: OptimizationForm, { curves, arms, left }: Panel): string {
  const points = curves.flatMap((curve) => curve.points);
  const far = Math.max(...points.map((p) => p.distance)) * 1.03;
  const golds = points.map((p) => p.gold);
  const [low, high] = [Math.min(0, ...golds) - 0.1, Math.max(...golds) + 0.1];
  const scale: Scale = {
    x: (d) => left + PLOT.left + (d / far) * (PANEL - PLOT.left - PLOT.right),
    y: (g) => PLOT.top + ((high - g) / (high - low)) * (HEIGHT - PLOT.top - PLOT.bottom),
  };
  const drawn = arms.map((arm) => armMarks(arm, { form, curves: curves.filter((c) => c.arm === arm.arm), scale, far }));
  return [
    text({ x: left + PLOT.left, y: 28, size: 15 }, TITLES[form]),
    text({ x: left + PLOT.left, y: 46, size: 11 }, "gold above the initial policy, standard deviations of broad text"),
    axes({ scale, far, low, high, left }),
    `<clipPath id="${form}"><rect x="${scale.x(0)}" y="${PLOT.top}" width="${PANEL - PLOT.left - PLOT.right}" height="${HEIGHT - PLOT.top - PLOT.bottom}"/></clipPath>`,
    `<g clip-path="url(#${form})">`,
    ...drawn,
    "</g>",
  ].join("\n");
}

function armMarks(
  { arm, fit }: ArmAnalysis,
  { form, curves, scale, far }: { form: OptimizationForm; curves: readonly Curve[]; scale: Scale; far: number },
): string {
  const color = COLORS[arm];
  const dots = curves.flatMap(({ points }) =>
    points.map((p) => `<circle cx="${at(scale.x(p.distance))}" cy="${at(scale.y(p.gold))}" r="1.6"/>`),
  );
  const mean = meanCurve(curves).map((p) => `${at(scale.x(p.distance))},${at(scale.y(p.gold))}`);
  const fitted = Array.from({ length: 61 }, (_, i) => {
    const d = (far * i) / 60;
    return `${at(scale.x(d))},${at(scale.y(overOptimizationCurve({ ...fit, form }, d)))}`;
  });
  return `<g fill="${color}" fill-opacity="0.35">${dots.join("")}</g>
<polyline points="${mean.join(" ")}" fill="none" stroke="${color}" stroke-width="1.8"/>
<polyline points="${fitted.join(" ")}" fill="none" stroke="${color}" stroke-width="1" stroke-dasharray="4 3" opacity="0.8"/>`;
}

function axes(o: { scale: Scale; far: number; low: number; high: number; left: number }): string {
  const { scale, far, low, high, left } = o;
  const golds = ticks(low, high).map((g) => {
    const line = `<line x1="${at(scale.x(0))}" x2="${at(scale.x(far))}" y1="${at(scale.y(g))}" y2="${at(scale.y(g))}" stroke="${g === 0 ? "#868e96" : "#e9ecef"}"/>`;
    return line + text({ x: scale.x(0) - 8, y: scale.y(g) + 4, size: 11, anchor: "end" }, String(g));
  });
  const bottom = HEIGHT - PLOT.bottom;
  const distances = ticks(0, far).map((d) =>
    text({ x: scale.x(d), y: bottom + 18, size: 11, anchor: "middle" }, String(d)),
  );
  const name = text(
    { x: left + PANEL / 2, y: bottom + 36, size: 11, anchor: "middle" },
    "√KL to the initial policy, √nats",
  );
  return [...golds, ...distances, name].join("\n");
}

function legend(): string {
  return ARM_NAMES.map((arm, i) => {
    const x = 76 + i * 170;
    const swatch = `<rect x="${x}" y="${HEIGHT - 27}" width="18" height="4" fill="${COLORS[arm]}"/>`;
    return swatch + text({ x: x + 24, y: HEIGHT - 21, size: 12 }, arm === "single" ? "single reward model" : arm);
  }).join("\n");
}

/** About five round numbers between two. */
function ticks(low: number, high: number): number[] {
  const rough = (high - low) / 5;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((m) => m * unit >= rough) ?? 10) * unit;
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  return Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(6)));
}

function text(o: { x: number; y: number; size: number; anchor?: string }, content: string): string {
  const anchor = o.anchor === undefined ? "" : ` text-anchor="${o.anchor}"`;
  return `<text x="${at(o.x)}" y="${at(o.y)}" font-size="${o.size}" fill="#343a40"${anchor}>${content}</text>`;
}

const at = (pixels: number): string => pixels.toFixed(1);
