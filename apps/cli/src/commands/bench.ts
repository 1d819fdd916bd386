import type { Precision } from "@rlhf/domain";
import { initBackend, type BackendInfo } from "@rlhf/tensor";
import { mkdirSync } from "node:fs";
import { timeGemm } from "../bench/gemm";
import { timeGemmShapes, type GemmRow } from "../bench/gemm-shapes";
import { timePpo } from "../bench/ppo-step";
import { timeSft } from "../bench/sft-step";
import { timeTokenizer } from "../bench/tokenizer";
import { WORKLOADS, type WorkloadName } from "../bench/workloads";
import { Console } from "../console";
import { readEnv } from "../env";
import { printResult } from "../output";
import { renderPairs, renderTable } from "../table";

type Part = "gemm" | "ppo" | "rollout" | "score" | "update" | "sft" | "tokenizer";
export type BenchOptions = {
  workload: WorkloadName;
  only?: Part;
  precision?: Precision;
  steps: number;
  file?: string;
  json?: boolean;
};

/** `rlhf bench`: the same work as the PyTorch peer, medians after two warm-up steps. Parts not timed are null. */
export async function bench(options: BenchOptions): Promise<void> {
  if (options.only === "tokenizer") {
    const figures = timeTokenizer(options.file);
    return printResult(figures, { ...options, text: () => text(figures) });
  }
  const env = readEnv();
  const backend = await initBackend({ ...env, precision: options.precision ?? env.precision });
  const figures = {
    workload: options.workload,
    ...named(backend),
    ...(await measure(options, { precision: backend.precision, home: env.home })),
  };
  if (options.only !== "gemm") return printResult(figures, { ...options, text: () => text(figures) });
  const products = await timeProducts(options, backend);
  printResult({ ...figures, products }, { ...options, text: () => `${text(figures)}\n\n${productsText(products)}` });
}

/** Both precisions unless one was asked for. */
function timeProducts({ precision }: BenchOptions, { name: backend, threads }: BackendInfo): Promise<GemmRow[]> {
  const console = new Console();
  const precisions = precision === undefined ? (["bfloat16", "float32"] as const) : [precision];
  const onStep = (step: number, total: number) =>
    console.progress({ stage: "products", step, total, unit: "shapes", metrics: {} });
  return timeGemmShapes({ backend, threads, precisions, onStep });
}

function productsText(rows: readonly GemmRow[]): string {
  const head = ["product", "precision", "m", "n", "k", "GFLOP/s", "with packing", "of the best"];
  const cells = rows.map((r) => [
    ...[r.shape, r.precision, String(r.m), String(r.n), String(r.k)],
    ...[r.packed_gflops.toFixed(0), r.whole_gflops.toFixed(0), `${Math.round(100 * r.share_of_best)} %`],
  ]);
  return renderTable(head, cells);
}

const named = ({ name, precision, threads }: { name: string; precision: string; threads: number }) => ({
  backend: name,
  precision,
  threads,
});

type Machine = { precision: Precision; home: string };

async function measure({ only, steps, workload: name }: BenchOptions, { precision, home }: Machine) {
  const console = new Console();
  const workload = WORKLOADS[name];
  const runs = (part: Part) => only === undefined || only === part;
  const onStep = (stage: string) => (step: number, total: number) =>
    console.progress({ stage, step, total, unit: "steps", metrics: {} });
  const ppoPart = only === "rollout" || only === "score" || only === "update" ? only : undefined;
  const wantsPpo = runs("ppo") || ppoPart !== undefined;
  if (wantsPpo) mkdirSync(home, { recursive: true }); // large frozen weights lie there
  const ppo = wantsPpo
    ? await timePpo(workload, { steps, precision, only: ppoPart, folder: home, onStep: onStep("ppo") })
    : null;
  const sft = runs("sft") ? await timeSft(workload, { steps, onStep: onStep("sft") }) : null;
  const gemm = runs("gemm") ? await timeGemm({ steps, onStep: onStep("gemm") }) : null;
  return {
    t_rollout: ppo?.tRollout ?? null,
    t_score: ppo?.tScore ?? null,
    t_update: ppo?.tUpdate ?? null,
    t_step: ppo?.tStep ?? null,
    rollout_tok_s: ppo?.rolloutTokensPerSecond ?? null,
    step_tok_s: ppo?.stepTokensPerSecond ?? null,
    sft_tok_s: sft?.tokensPerSecond ?? null,
    gemm_gflops: gemm,
    update_gflops: ppo?.updateGflops ?? null,
    params: ppo?.params ?? sft?.params ?? null,
    peak_rss_mb: process.resourceUsage().maxRSS / 1024,
  };
}

function text(figures: object): string {
  return renderPairs(Object.entries(figures).map(([key, value]) => [key, shown(value)]));
}

function shown(value: unknown): string {
  if (value === null) return "-";
  return typeof value === "number" && !Number.isInteger(value) ? value.toPrecision(4) : String(value);
}
