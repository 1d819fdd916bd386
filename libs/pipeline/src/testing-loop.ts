import { openArtifacts } from "@rlhf/artifacts";
import { closeDatabase, openDatabase, resetDatabase, startDatabase } from "@rlhf/db";
import { LoopConfig, parseConfig } from "@rlhf/domain";
import { initBackend } from "@rlhf/tensor";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runLoop } from "./loop";
import type { LoopReport } from "./report";
import type { LoopContext, Workbench } from "./workbench";

/** The whole loop in seconds: it learns next to nothing, but goes through every stage and several checkpoints of each. */
const TINY = {
  model: { nLayer: 1, nHead: 2, nEmbd: 16 },
  pretrain: { tokens: 3_000, batchSize: 16, checkpointEvery: 3 },
  sft: { tokens: 2_000, batchSize: 16, checkpointEvery: 3 },
  generate: { maxNewTokens: 16, batchSize: 32 },
  label: { comparisons: 40, validationComparisons: 16, overlapRate: 0.4 },
  reward: { epochs: 2, batchSize: 8, normalizeSamples: 16, checkpointEvery: 3 },
  ppo: {
    steps: 3,
    batchSize: 8,
    responseLength: 16,
    noptepochs: 2,
    nminibatches: 2,
    checkpointEvery: 2,
    probePrompts: 2,
  },
  evaluate: { prompts: 16, bestOfN: 3, bestOfNPrompts: 8, bootstrapSamples: 50 },
};

/** `changes` replaces whole stages of the tiny Harbortown loop. */
export function tinyConfig(changes: Record<string, unknown> = {}): LoopConfig {
  return parseConfig(LoopConfig, { world: { kind: "harbortown", heldoutTokens: 500 }, ...TINY, ...changes }, "test");
}

/** The tiny loop on files of preferences: no world, hence no truth, and the reward model judges. */
export function tinyFilesConfig(data: Record<string, unknown>): LoopConfig {
  const tokenizer = { kind: "bpe", vocabSize: 280 };
  const evaluate = { ...TINY.evaluate, judge: "reward_model" };
  return parseConfig(LoopConfig, { ...TINY, data, tokenizer, evaluate }, "test");
}

export type TestBench = { bench: Workbench; url: string; artifacts: string; close(): Promise<void> };

/** A database server and artifacts of their own for one test file. Call `close` in afterAll: it stops and deletes them. */
export async function openTestBench(): Promise<TestBench> {
  const folder = mkdtempSync(join(tmpdir(), "rlhf-loop-"));
  chmodSync(folder, 0o711); // the server's user has to reach its cluster
  const [home, artifacts] = [join(folder, "home"), join(folder, "artifacts")];
  const { url } = await startDatabase({ home });
  const db = await openDatabase(url);
  const backend = await initBackend({ backend: "auto", precision: "float32" });
  const bench: Workbench = { db, databaseKind: "embedded", artifacts: await openArtifacts(artifacts), backend };
  const close = async () => {
    await closeDatabase(db);
    await resetDatabase({ home });
    rmSync(folder, { recursive: true, force: true });
  };
  return { bench, url, artifacts, close };
}

/** Runs the loop in a project of this name. */
export function runIn(
  bench: Workbench,
  slug: string,
  options: Partial<Omit<LoopContext, "bench" | "project">> & { config?: LoopConfig } = {},
): Promise<LoopReport> {
  const { config = tinyConfig(), ...changes } = options;
  const start: LoopContext = {
    bench,
    project: { slug, name: slug },
    preset: "tiny",
    seed: 1,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    ...changes,
  };
  return runLoop(start, config);
}

/** What two runs of one seed have in common: everything except ids, times and memory. */
export function numbersOf(report: LoopReport): unknown {
  const timings = new Set(["id", "seconds", "total_seconds", "peak_rss_mb"]);
  const text = JSON.stringify(report, (key, value: unknown) => (timings.has(key) ? undefined : value));
  return JSON.parse(text);
}
