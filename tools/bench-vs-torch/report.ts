// Ratios and the table of docs/performance.md.
import type { Row } from "./measure";

export type Measured = {
  workload: string;
  command: string;
  date: string;
  rounds: number;
  threads: number;
  /** Mean runnable processes of the minute before: from 1.5 on, somebody else ran too, and every figure suffers. */
  loadAtStart: number;
  rows: Row[];
};
export type Machine = { cpu: string; cores: number; memoryGb: number; node: string; torch: string; engine: string };
export type Report = { machine: Machine; measured: Record<string, Measured> };

const CONTENDED = 1.5;

/** Ours over the best PyTorch row of the same run (any precision, compiled or not): more is better for us in each. */
type Ratios = { step: number; stepFloat32: number; rollout: number; sft: number; memory: number; gemmShare: number };

/** NaN where a side has no figure. */
export function ratios(rows: readonly Row[]): Ratios {
  const of = (ours: boolean, key: keyof Omit<Row, "engine" | "precision">, some = rows): number[] =>
    some.filter((row) => (row.engine === "ours") === ours).flatMap((row) => row[key] ?? []);
  const least = (values: readonly number[]): number => (values.length > 0 ? Math.min(...values) : NaN);
  const most = (values: readonly number[]): number => (values.length > 0 ? Math.max(...values) : NaN);
  const float32 = rows.filter((row) => row.precision === "float32");
  return {
    step: least(of(false, "tStep")) / least(of(true, "tStep")),
    stepFloat32: least(of(false, "tStep", float32)) / least(of(true, "tStep", float32)),
    rollout: most(of(true, "rolloutTokensPerSecond")) / most(of(false, "rolloutTokensPerSecond")),
    sft: most(of(true, "sftTokensPerSecond")) / most(of(false, "sftTokensPerSecond")),
    memory: least(of(false, "peakMb")) / least(of(true, "peakMb")),
    gemmShare: most(of(true, "updateGflops")) / most([...of(true, "gemmGflops"), ...of(false, "gemmGflops")]),
  };
}

/** The measured part of docs/performance.md. */
export function markdown({ machine, measured }: Report): string {
  const runs = Object.values(measured).toSorted((a, b) => a.workload.localeCompare(b.workload));
  const { cpu, cores, memoryGb, node, torch, engine } = machine;
  return [
    `Machine: ${cpu}, ${cores} cores, ${memoryGb} GB. Node ${node}; PyTorch ${torch}; engine: ${engine}.`,
    "",
    ...runs.map(({ workload, command }) => `- ${workload}: \`${command}\``),
    "",
    "| | when (UTC) | load at start | threads | rounds | step ÷ | step ÷, float32 | rollout × | SFT × | memory ÷ | update of best GEMM |",
    "|---|---|---|---|---|---|---|---|---|---|---|",
    ...runs.map(ratioLine),
    "",
    "| | engine | precision | rollout s | score s | update s | step s | rollout tok/s | SFT tok/s | update GFLOP/s | GEMM GFLOP/s | peak MB |",
    "|---|---|---|---|---|---|---|---|---|---|---|---|",
    ...runs.flatMap(({ workload, rows }) => rows.map((row) => rowLine(workload, row))),
  ].join("\n");
}

function ratioLine({ workload, date, loadAtStart, threads, rounds, rows }: Measured): string {
  const r = ratios(rows);
  const load = `${loadAtStart.toFixed(1)}${loadAtStart >= CONTENDED ? " (contended)" : ""}`;
  const figures = [r.step, r.stepFloat32, r.rollout, r.sft, r.memory].map((x) => shown(x, 2));
  const share = Number.isNaN(r.gemmShare) ? "–" : `${Math.round(100 * r.gemmShare)} %`;
  return `| ${[workload, date.slice(0, 16).replace("T", " "), load, threads, rounds, ...figures, share].join(" | ")} |`;
}

function rowLine(workload: string, row: Row): string {
  const seconds = [row.tRollout, row.tScore, row.tUpdate, row.tStep].map((x) => shown(x, 3));
  const rates = [row.rolloutTokensPerSecond, row.sftTokensPerSecond, row.updateGflops, row.gemmGflops, row.peakMb];
  const cells = [workload, row.engine, row.precision, ...seconds, ...rates.map((x) => shown(x, 0))];
  return `| ${cells.join(" | ")} |`;
}

const shown = (x: number | null, digits: number): string =>
  x === null || Number.isNaN(x) ? "–" : x.toFixed(digits).replace(/\B(?=(\d{3})+$)/g, digits === 0 ? " " : "");
