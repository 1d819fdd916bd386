import { METRICS, type MetricKey, type MetricValues } from "@rlhf/domain";

/** One line of progress of a stage. */
export type StageProgress = { stage: string; step: number; total: number; unit: string; metrics: MetricValues };

const BAR_WIDTH = 22;
const PLAIN_EVERY_MS = 5_000;
/** The figures worth a look while a stage runs, at most four on a line. */
const SHOWN: readonly MetricKey[] = [
  "train/loss",
  "reward/loss",
  "reward/accuracy",
  "objective/scores",
  "world/gold",
  "objective/kl",
  "policy/clipfrac_avg",
];

/** Progress on stderr: a bar on a terminal, a plain line every few seconds otherwise. Stdout stays free for the result. */
export class Console {
  private readonly tty = process.stderr.isTTY === true;
  private stage = "";
  private startedAt = 0;
  private startedStep = 0;
  private lastPlain = -Infinity;

  note(text: string): void {
    this.clear();
    process.stderr.write(`${text}\n`);
  }

  progress(p: StageProgress): void {
    const now = performance.now();
    if (p.stage !== this.stage) {
      [this.stage, this.startedAt, this.startedStep, this.lastPlain] = [p.stage, now, p.step, -Infinity];
    }
    const line = progressLine(p, { seconds: (now - this.startedAt) / 1000, done: p.step - this.startedStep });
    if (this.tty) {
      process.stderr.write(`\r\x1b[2K${line.slice(0, process.stderr.columns)}`);
      if (p.step === p.total) process.stderr.write("\n");
    } else if (p.step === p.total || now - this.lastPlain > PLAIN_EVERY_MS) {
      this.lastPlain = now;
      process.stderr.write(`${line}\n`);
    }
  }

  private clear(): void {
    if (this.tty) process.stderr.write("\r\x1b[2K");
  }
}

/** `ppo  ████░░ 12/40 steps  1.4/s  ETA 20 s  scores 0.31  KL 2.1` */
export function progressLine(p: StageProgress, timing: { seconds: number; done: number }): string {
  const filled = Math.round((BAR_WIDTH * p.step) / Math.max(1, p.total));
  const bar = "█".repeat(filled) + "░".repeat(BAR_WIDTH - filled);
  // The first step only starts the clock: a rate needs two.
  const rate = timing.seconds > 0 ? timing.done / timing.seconds : 0;
  const eta = rate > 0 ? `ETA ${Math.ceil((p.total - p.step) / rate)} s` : "";
  const metrics = SHOWN.flatMap((key) => {
    const value = p.metrics[key];
    return value === undefined ? [] : [`${label(key)} ${value.toFixed(3)}`];
  });
  const parts = [`${p.step}/${p.total} ${p.unit}`, rate > 0 ? `${rate.toFixed(1)}/s` : "", eta, ...metrics.slice(0, 4)];
  return `${p.stage.padEnd(12)} ${bar} ${parts.filter(Boolean).join("  ")}`;
}

const label = (key: MetricKey): string => (key in METRICS ? (key.split("/").at(-1) ?? key) : key);
