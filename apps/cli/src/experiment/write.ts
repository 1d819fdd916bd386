import { DataError } from "@rlhf/domain";
import type { Interval, OptimizationForm } from "@rlhf/stats";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { markdownTable, writeGeneratedBlock } from "../generated-block";
import { renderTable } from "../table";
import type { ArmAnalysis } from "./analysis";
import { overOptimizationFigure } from "./figure";
import type { OverOptimization } from "./run";

const NAME = "overoptimization";
const PAGE = "over-optimization.md";

/** The preset of a result, and what was set on top of it. */
type Origin = { preset: string; set: readonly string[] };
type Table = { title: string; header: string[]; rows: string[][] };

/** Data as JSON, figure as SVG, and the tables of the page where the folder has it. Returns the files and the text. */
export async function writeOverOptimization(
  result: OverOptimization,
  { preset, set, out }: Origin & { out: string },
): Promise<{ files: string[]; text: string }> {
  const [data, figure, page] = [path.join(out, `${NAME}.json`), path.join(out, `${NAME}.svg`), path.join(out, PAGE)];
  const tables = [armTable(result, "best-of-n"), armTable(result, "rl"), shiftTable(result)];
  const about = aboutLine(result, { preset, set });
  try {
    await mkdir(out, { recursive: true });
    await writeFile(data, dataJson(result, { preset, set }));
    await writeFile(figure, overOptimizationFigure(result));
    if (existsSync(page)) {
      const blocks = tables.map(({ title, header, rows }) => `### ${title}\n\n${markdownTable(header, rows)}`);
      await writeGeneratedBlock(page, NAME, [about, ...blocks].join("\n\n"));
    }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new DataError(`--out ${out}: expected a folder that can be written, but ${why}`, { cause });
  }
  const text = tables.map(({ title, header, rows }) => `${title}\n${renderTable(header, rows)}`);
  return { files: existsSync(page) ? [data, figure, page] : [data, figure], text: [about, ...text].join("\n\n") };
}

/** Points at four decimals; an interval's end that is infinite is written as a string, since JSON has no infinity. */
function dataJson(
  { config, firstSeed, rewardAccuracy, initialGold, curves, analysis }: OverOptimization,
  { preset, set }: Origin,
) {
  const short = (_: string, value: unknown): unknown => {
    if (typeof value !== "number") return value;
    return Number.isFinite(value) ? Number(value.toFixed(4)) : String(value);
  };
  const chosen = set.length === 0 ? "" : ` --set ${set.join(" ")}`;
  const command = `rlhf experiment overoptimization --preset ${preset} --seeds ${config.seeds} --seed ${firstSeed}${chosen}`;
  return `${JSON.stringify({ command, rewardAccuracy, initialGold, curves, analysis }, short, 1)}\n`;
}

function aboutLine(
  { config, firstSeed, rewardAccuracy, initialGold }: OverOptimization,
  { preset, set }: Origin,
): string {
  const mean = rewardAccuracy.reduce((a, b) => a + b, 0) / rewardAccuracy.length;
  const [low, high] = [Math.min(...rewardAccuracy), Math.max(...rewardAccuracy)];
  return (
    `Preset ${[preset, ...set].join(", ")}, seeds ${firstSeed} to ${firstSeed + config.seeds - 1}: ${rewardAccuracy.length} reward models from ` +
    `${config.loop.label.comparisons} comparisons each, ${config.members} per seed, accuracy against the oracle ` +
    `${mean.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)}); gold of the initial policy ${initialGold.toFixed(3)}.`
  );
}

const FORMS: Record<OptimizationForm, string> = {
  "best-of-n": "Best-of-n: R(d) = d(α − βd)",
  rl: "PPO without KL penalty: R(d) = d(α − β ln d)",
};

function armTable({ analysis }: OverOptimization, form: OptimizationForm): Table {
  const peakOf = ({ fit }: ArmAnalysis): string[] => [
    fit.peak === null ? "none" : number(fit.peak.distance),
    interval(fit.peakDistanceInterval),
    fit.peak === null ? "" : number(fit.peak.reward),
  ];
  return {
    title: FORMS[form],
    header: ["scores", "α", "95 %", "β", "95 %", "R²", "R² per seed", "peak d*", "95 %", "gold at d*", "best measured"],
    rows: analysis[form].map((a) => [
      a.arm,
      number(a.fit.alpha),
      interval(a.fit.alphaInterval),
      number(a.fit.beta),
      interval(a.fit.betaInterval),
      number(a.fit.rSquared),
      a.rSquaredPerSeed.map(number).join(" "),
      ...peakOf(a),
      `${number(a.best.gold)} at ${number(a.best.distance)}`,
    ]),
  };
}

function shiftTable({ analysis }: OverOptimization): Table {
  const forms: OptimizationForm[] = ["best-of-n", "rl"];
  return {
    title: "Ensembles against the single reward model, seed by seed",
    header: ["optimiser", "scores", "shift of d*", "95 %", "gold at the end", "95 %", "more than single", "95 %"],
    rows: forms.flatMap((form) =>
      analysis[form].map((a) => [
        form === "rl" ? "PPO" : form,
        a.arm,
        a.against === null ? "" : number(a.against.peak.shift),
        a.against === null ? "" : interval(a.against.peak.interval),
        `${number(a.end.gold)} at ${number(a.end.distance)}`,
        interval(a.end.interval),
        a.against === null ? "" : number(a.against.endGold),
        a.against === null ? "" : interval(a.against.endGoldInterval),
      ]),
    ),
  };
}

function number(value: number): string {
  if (Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const digits = Math.abs(value) >= 100 ? value.toExponential(1) : value.toFixed(2);
  return digits.replace("-", "−");
}

const interval = ([low, high]: Interval): string => `${number(low)} … ${number(high)}`;
