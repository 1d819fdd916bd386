import { claimRun, createRun, getRun, listRuns, readMetrics, readSpreads, type Db } from "@rlhf/db";
import { ConfigError, STAGE_RUNS, type LoopConfig, type Run, type StageKind } from "@rlhf/domain";
import { afterAll, beforeAll, expect, it } from "vitest";
import { executeQueuedRun } from "./queued-run";
import { openTestBench, runIn, tinyConfig, type TestBench } from "./testing-loop";

let test: TestBench;
let stages: Map<string, Run>;
let loop: Run;
beforeAll(async () => {
  test = await openTestBench();
  await runIn(test.bench, "stages");
  stages = new Map((await listRuns(test.bench.db, {})).map((run) => [run.kind, run]));
  loop = known("pipeline");
});
afterAll(() => test.close());

function known(kind: string): Run {
  const run = stages.get(kind);
  if (!run) throw new Error(`no run of ${kind}`);
  return run;
}
const resultOf = (kind: string, key: string) => String(known(kind).result?.[key]);

/** Queues a stage of the loop anew, as the API does, and executes it as a worker does. */
async function execute(kind: StageKind, inputs: Record<string, string>, changes: Partial<LoopConfig> = {}) {
  const { db } = test.bench;
  const config = { ...tinyConfig(), ...changes };
  const parts = STAGE_RUNS[kind].settings.map((part) => [part, config[part]]);
  const run = { kind, name: `my ${kind}`, config: Object.fromEntries(parts), inputs, codeVersion: "t", seed: 7 };
  return executeRow(db, (await createRun(db, { ...run, projectId: loop.projectId })).id);
}

async function executeRow(db: Db, id: string): Promise<Run> {
  const { lease } = await claimRun(db, id, { workerId: "w/1", leaseSeconds: 600 });
  const signal = new AbortController().signal;
  await executeQueuedRun({ bench: test.bench, lease, signal, onProgress: () => undefined });
  return getRun(db, id);
}

it("trains a policy by PPO alone, in the world of the loop that it names, with settings of its own", async () => {
  const inputs = {
    loop: loop.id,
    policyVersionId: resultOf("sft", "policyVersionId"),
    rewardModelVersionId: resultOf("reward", "rewardModelVersionId"),
  };
  const run = await execute("ppo", inputs, { ppo: { ...tinyConfig().ppo, steps: 2 } });
  expect(run).toMatchObject({ status: "succeeded", name: "my ppo", parentRunId: null, result: { steps: 2 } });
  const scores = await readMetrics(test.bench.db, run.id, ["objective/scores"]);
  expect(scores.map((point) => point.step)).toEqual([1, 2]);
  const { spreads } = await readSpreads(test.bench.db, run.id, { key: "objective/scores", atMost: 100 });
  expect(spreads.map((s) => s.counts.reduce((a, b) => a + b, 0))).toEqual([8, 8]); // the batch of each step
});

it("runs every other stage by itself on what the loop left", async () => {
  const policyVersionId = resultOf("sft", "policyVersionId");
  const rewardModelVersionId = resultOf("reward", "rewardModelVersionId");
  const [baselineId, candidateId] = [policyVersionId, resultOf("ppo", "policyVersionId")];
  const generated = await execute("generate", { loop: loop.id, policyVersionId });
  const inputs: [StageKind, Record<string, string>][] = [
    ["pretrain", {}],
    ["sft", { policyVersionId: resultOf("pretrain", "policyVersionId") }],
    ["label", { generateRunId: generated.id }],
    ["snapshot", { batchId: resultOf("label", "batchId") }],
    ["reward", { policyVersionId, snapshotId: resultOf("snapshot", "snapshotId") }],
    ["best_of_n", { policyVersionId, rewardModelVersionId }],
    ["evaluate", { baselineId, candidateId, rewardModelVersionId }],
  ];
  for (const [kind, named] of inputs)
    expect(await execute(kind, { loop: loop.id, ...named }), kind).toMatchObject({ kind, status: "succeeded" });
});

it("refuses a stage that names no loop, and executes a loop under any name", async () => {
  await expect(execute("snapshot", { batchId: resultOf("label", "batchId") })).rejects.toThrow(ConfigError);
  const { db } = test.bench;
  const config = { loop: tinyConfig() };
  const row = { kind: "pipeline", name: "night", config, codeVersion: "t", seed: 2 } as const;
  const night = await createRun(db, { ...row, projectId: loop.projectId });
  expect(await executeRow(db, night.id)).toMatchObject({ name: "night", status: "succeeded" });
});
