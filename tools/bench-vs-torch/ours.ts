// Our side: `rlhf bench --json` in a process of its own, as the peer is.
import type { Precision } from "@rlhf/domain";
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { ROOT } from "./peer";

const run = promisify(execFile);
const figure = z.number().nullable();
const OurFigures = z.object({
  backend: z.string(),
  precision: z.string(),
  t_rollout: figure,
  t_score: figure,
  t_update: figure,
  t_step: figure,
  rollout_tok_s: figure,
  sft_tok_s: figure,
  gemm_gflops: figure,
  update_gflops: figure,
  params: figure,
  peak_rss_mb: z.number(),
});
export type OurFigures = z.infer<typeof OurFigures>;

/** Brings the program up to date; nothing is done twice. */
export async function prepareOurs(): Promise<void> {
  await run(process.execPath, [path.join(ROOT, "tools/bootstrap.mjs"), "--steps-only"], { cwd: ROOT });
}

export async function runOurs(o: {
  workload: string;
  only: "ppo" | "sft" | "gemm";
  precision: Precision;
  steps: number;
  threads: number;
}): Promise<OurFigures> {
  const program = path.join(ROOT, "apps/cli/dist/main.js");
  const options = ["--workload", o.workload, "--only", o.only, "--precision", o.precision, "--steps", String(o.steps)];
  const env = { ...process.env, RLHF_THREADS: String(o.threads) };
  const { stdout } = await run(process.execPath, [program, "bench", ...options, "--json"], { cwd: ROOT, env });
  return OurFigures.parse(JSON.parse(stdout));
}
