// The README's picture, drawn from a real run: `npm run picture [-- run-id home]` → docs/images/demo-run.svg
import { closeDatabase, getRun, listRuns, openDatabase, readMetrics, startDatabase } from "@rlhf/db";
import { NotFoundError, type MetricKey, type MetricPoint } from "@rlhf/domain";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

type Panel = { title: string; unit: string; lines: { key: MetricKey; label: string; color: string }[] };

const PANELS: Panel[] = [
  {
    title: "Reward per response",
    unit: "standard deviations of the fine-tuned policy",
    lines: [
      { key: "objective/scores", label: "reward model", color: "#3b5bdb" },
      { key: "world/gold", label: "gold oracle, never seen in training", color: "#e8890c" },
    ],
  },
  {
    title: "Distance from the fine-tuned policy",
    unit: "KL, nats per response",
    lines: [{ key: "objective/kl", label: "KL (k1)", color: "#2b8a3e" }],
  },
];
const [WIDTH, HEIGHT, PANEL_WIDTH] = [960, 300, 420];
const PLOT = { left: 52, right: 16, top: 64, bottom: 44 };

const root = path.resolve(import.meta.dirname, "..");
const server = await startDatabase({ home: path.resolve(process.argv[3] ?? path.join(root, ".rlhf")) });
const db = await openDatabase(server.url);
try {
  const run = process.argv[2]
    ? await getRun(db, process.argv[2])
    : (await listRuns(db, { kind: "ppo", status: "succeeded" }))[0];
  if (!run) throw new NotFoundError("expected a finished PPO run, found none; run `npm run demo` first");
  const points = await readMetrics(db, run.id);
  const file = path.join(root, "docs/images/demo-run.svg");
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, picture(points));
  console.log(`${file} from PPO run ${run.id} (seed ${run.seed})`);
} finally {
  await closeDatabase(db);
}

function picture(points: readonly MetricPoint[]): string {
  const panels = PANELS.map((panel, i) => drawPanel(panel, points, 24 + i * (PANEL_WIDTH + 60)));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="ui-sans-serif, system-ui, sans-serif">
<rect width="${WIDTH}" height="${HEIGHT}" rx="10" fill="#ffffff"/>
${panels.join("\n")}
</svg>
`;
}

function drawPanel(panel: Panel, points: readonly MetricPoint[], x0: number): string {
  const series = panel.lines.map((line) => ({ ...line, points: points.filter((p) => p.key === line.key) }));
  const all = series.flatMap((s) => s.points);
  const steps = Math.max(1, ...all.map((p) => p.step));
  const [low, high] = [Math.min(0, ...all.map((p) => p.value)), Math.max(0.1, ...all.map((p) => p.value)) * 1.08];
  const x = (step: number) => x0 + PLOT.left + (step / steps) * (PANEL_WIDTH - PLOT.left - PLOT.right);
  const y = (value: number) => PLOT.top + ((high - value) / (high - low)) * (HEIGHT - PLOT.top - PLOT.bottom);
  const text = (at: { x: number; y: number; size: number; fill: string; anchor?: string }, content: string) =>
    `<text x="${at.x.toFixed(1)}" y="${at.y.toFixed(1)}" font-size="${at.size}" fill="${at.fill}" text-anchor="${at.anchor ?? "start"}">${content}</text>`;
  const ticks = niceTicks(low, high).map(
    (v) =>
      `<line x1="${x(0)}" x2="${x(steps)}" y1="${y(v).toFixed(1)}" y2="${y(v).toFixed(1)}" stroke="#e9ecef"/>` +
      text({ x: x(0) - 8, y: y(v) + 4, size: 11, fill: "#868e96", anchor: "end" }, String(v)),
  );
  const lines = series.map((s, i) => {
    const d = s.points.map((p, j) => `${j ? "L" : "M"}${x(p.step).toFixed(1)} ${y(p.value).toFixed(1)}`).join("");
    const legend = { x: x0 + PLOT.left + i * 120, y: 50 };
    return (
      `<path d="${d}" fill="none" stroke="${s.color}" stroke-width="2"/>` +
      `<rect x="${legend.x}" y="${legend.y - 8}" width="14" height="3" fill="${s.color}"/>` +
      text({ x: legend.x + 20, y: legend.y - 3, size: 11, fill: "#495057" }, s.label)
    );
  });
  return [
    text(
      { x: x0, y: 26, size: 15, fill: "#212529" },
      `${panel.title} <tspan font-size="11" fill="#868e96">${panel.unit}</tspan>`,
    ),
    ...ticks,
    ...lines,
    text({ x: x(0), y: HEIGHT - 18, size: 11, fill: "#868e96" }, "0"),
    text({ x: x(steps), y: HEIGHT - 18, size: 11, fill: "#868e96", anchor: "end" }, `${steps} PPO steps`),
  ].join("\n");
}

function niceTicks(low: number, high: number): number[] {
  const step = [0.1, 0.2, 0.25, 0.5, 1, 2, 5, 10].find((s) => (high - low) / s <= 5) ?? 20;
  const ticks: number[] = [];
  for (let v = Math.ceil(low / step) * step; v <= high; v += step) ticks.push(Number(v.toFixed(2)));
  return ticks;
}
