import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { readReach } from "./reach";

const ROOT = path.resolve(import.meta.dirname, "../..");
const MAIN = path.join(ROOT, "apps/worker/src/main.ts");

/** A real worker on the tests' database, with artifacts of its own; `stop` lets it drain. */
export async function startWorker(): Promise<{ stop(): Promise<void> }> {
  const home = mkdtempSync(path.join(os.tmpdir(), "rlhf-e2e-worker-"));
  const env = { RLHF_HOME: home, DATABASE_URL: readReach().databaseUrl, RLHF_PRECISION: "float32", RLHF_THREADS: "1" };
  const worker = spawn(process.execPath, ["--import", "tsx", MAIN], {
    cwd: ROOT,
    env,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const log: string[] = [];
  worker.stderr?.on("data", (part: Buffer) => log.push(part.toString()));
  await ready(worker, log);
  return {
    async stop() {
      if (worker.exitCode === null) {
        const end = once(worker, "exit");
        worker.kill("SIGTERM");
        await end;
      }
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function ready(worker: ChildProcess, log: readonly string[]): Promise<void> {
  for (const until = Date.now() + 60_000; Date.now() < until;) {
    if (log.join("").includes("worker: ready")) return;
    if (worker.exitCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  worker.kill("SIGKILL");
  throw new Error(`expected a worker that is ready within 60 s, got: ${log.join("")}`);
}

/** A whole loop in seconds: every stage runs, none learns much. `steps`: how long its PPO goes on. */
export const tinyLoop = (steps: number) => ({
  world: { kind: "harbortown", heldoutTokens: 500 },
  model: { nLayer: 1, nHead: 2, nEmbd: 16 },
  pretrain: { tokens: 12_000, batchSize: 16 },
  sft: { tokens: 2_000, batchSize: 16 },
  generate: { maxNewTokens: 16, batchSize: 32 },
  label: { comparisons: 40, validationComparisons: 16, overlapRate: 0.4 },
  reward: { epochs: 2, batchSize: 8, normalizeSamples: 16 },
  ppo: { steps, batchSize: 8, responseLength: 16, noptepochs: 2, nminibatches: 2, checkpointEvery: 4, probePrompts: 2 },
  evaluate: { prompts: 16, bestOfN: 3, bestOfNPrompts: 8, bootstrapSamples: 50 },
});
