// Every product of W3 and W4, ours and torch.matmul (oneDNN) in turn, and the share of theirs that ours reaches.
import type { Precision } from "@rlhf/domain";
import { execFile, spawn } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { ROOT } from "./peer";

/** What the issue asks of ours ÷ theirs. */
export const GEMM_BAR: Record<Precision, number> = { bfloat16: 0.9, float32: 0.85 };

const Product = z.object({
  shape: z.string(),
  precision: z.enum(["float32", "bfloat16"]),
  ...{ m: z.int(), n: z.int(), k: z.int() },
  packed_gflops: z.number(),
  whole_gflops: z.number(),
});
type Product = z.infer<typeof Product>;
export type ComparedProduct = Product & { peerGflops: number };

type Options = { python: string; precisions: readonly Precision[]; threads: number; rounds: number };

/** The best of the rounds of either side. */
export async function compareProducts(o: Options): Promise<ComparedProduct[]> {
  const best: ComparedProduct[] = [];
  for (const precision of o.precisions) {
    for (let round = 0; round < o.rounds; round++) {
      const ours = await ourProducts(precision, o.threads);
      const theirs = await peerRates(ours, { ...o, precision });
      ours.forEach((product, i) => keepBest(best, { ...product, peerGflops: theirs[i] ?? NaN }));
    }
  }
  return best;
}

function keepBest(best: ComparedProduct[], next: ComparedProduct): void {
  const former = best.find(({ shape, precision }) => shape === next.shape && precision === next.precision);
  if (former === undefined) return void best.push(next);
  for (const key of ["packed_gflops", "whole_gflops", "peerGflops"] as const)
    former[key] = Math.max(former[key], next[key]);
}

async function ourProducts(precision: Precision, threads: number): Promise<Product[]> {
  const program = path.join(ROOT, "apps/cli/dist/main.js");
  const args = [program, "bench", "--only", "gemm", "--precision", precision, "--steps", "1", "--json"];
  const env = { ...process.env, RLHF_THREADS: String(threads) };
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT, env });
  return z.object({ products: z.array(Product) }).parse(JSON.parse(stdout)).products;
}

async function peerRates(products: readonly Product[], o: Options & { precision: Precision }): Promise<number[]> {
  const script = path.join(import.meta.dirname, "gemm_shapes.py");
  const dtype = o.precision === "float32" ? "f32" : "bf16";
  const child = spawn(o.python, [script, dtype, String(o.threads)], { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(JSON.stringify(products.map(({ m, n, k }) => [m, n, k])));
  let said = "";
  for await (const bytes of child.stdout) said += String(bytes);
  return z.array(z.number()).parse(JSON.parse(said));
}

/** A line per product; shares below the bar are bold. */
export function productTable(products: readonly ComparedProduct[]): string {
  const lines = products.map((p) => {
    const share = p.packed_gflops / p.peerGflops;
    const percent = `${Math.round(100 * share)} %`;
    const rates = [p.packed_gflops, p.whole_gflops, p.peerGflops].map((x) => x.toFixed(0));
    const shown = share < GEMM_BAR[p.precision] ? `**${percent}**` : percent;
    return `| ${[p.shape, p.precision, p.m, p.n, p.k, ...rates, shown].join(" | ")} |`;
  });
  return [
    "| product | precision | m | n | k | ours, weights packed | ours, packing included | torch.matmul | share |",
    "|---|---|---|---|---|---|---|---|---|",
    ...lines,
  ].join("\n");
}
