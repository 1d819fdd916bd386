// The PyTorch side: where its scripts lie, which Python runs them, and what they print.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { z } from "zod";

const run = promisify(execFile);
export const ROOT = path.resolve(import.meta.dirname, "../..");
const PEER = path.resolve(ROOT, "../shared/peers/torch_ppo.py");
const VENV = path.join(os.homedir(), ".cache/rlhf/torch");
const PACKAGES = ["torch==2.15.0", "safetensors==0.8.0", "numpy"];
const LONG = 30 * 60_000;

/** Its message is one line: what is missing and what to do. */
export class BenchError extends Error {}

/** Why the comparison cannot run here, or null. */
export async function whyNot(python: string | undefined): Promise<string | null> {
  if (!existsSync(PEER))
    return `expected the peer at ${path.relative(ROOT, PEER)} (beside the repository), it is not there`;
  if ((await findPython(python)) !== undefined) return null;
  const asked = python === undefined ? "python3, or the environment of --setup," : python;
  return `expected ${asked} to import torch and safetensors; name one with --python PATH or make one with --setup (pip, 3 GB)`;
}

/** The Python asked for, the one of --setup, or python3: whichever imports torch and safetensors. */
export async function findPython(asked: string | undefined): Promise<string | undefined> {
  for (const python of asked === undefined ? [path.join(VENV, "bin/python"), "python3"] : [asked]) {
    const works = await run(python, ["-c", "import torch, safetensors"]).then(
      () => true,
      () => false, // the answer asked for: not this one
    );
    if (works) return python;
  }
  return undefined;
}

/** Makes the environment in the user's cache, with pip. */
export async function setupPython(): Promise<void> {
  await run("python3", ["-m", "venv", VENV], { timeout: LONG });
  await run(path.join(VENV, "bin/python"), ["-m", "pip", "install", "--quiet", ...PACKAGES], { timeout: LONG });
}

const PeerFigures = z.object({
  t_step: z.number(),
  t_rollout: z.number().optional(),
  t_score: z.number().optional(),
  t_update: z.number().optional(),
  rollout_tok_s: z.number().optional(),
  sft_tok_s: z.number().optional(),
  params: z.number(),
  peak_rss_mb: z.number(),
  torch: z.string(),
});
export type PeerFigures = z.infer<typeof PeerFigures>;

/** One run of the peer; its last line is one JSON object. */
export async function runPeer(python: string, args: readonly string[]): Promise<PeerFigures> {
  const { stdout } = await run(python, [PEER, ...args], { timeout: LONG });
  return PeerFigures.parse(JSON.parse(stdout.trim().split("\n").at(-1) ?? ""));
}

/** Writes one whole step of the peer to the file. */
export async function recordStep(python: string, o: { workload: string; dtype: "f32" | "bf16"; file: string }) {
  const args = ["--workload", o.workload, "--dtype", o.dtype, "--record", o.file, "--threads", "1"];
  await run(python, [PEER, ...args], { timeout: LONG });
}

/** PyTorch's GFLOP/s of a product of two square matrices of 1024. */
export async function peerGemm(python: string, o: { dtype: "f32" | "bf16"; threads: number }): Promise<number> {
  const script = path.join(import.meta.dirname, "gemm.py");
  const { stdout } = await run(python, [script, o.dtype, String(o.threads)], { timeout: LONG });
  return z.coerce.number().parse(stdout.trim());
}
