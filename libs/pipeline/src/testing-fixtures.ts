// Checkpoints of this version, kept so that later versions prove that they read them: fixtures/<version>/<trainer>.json
// names a manifest among the blobs beside it, and the metrics of the steps that follow.
import { loadCheckpoint, openArtifacts, saveCheckpoint } from "@rlhf/artifacts";
import { type CancelledError, type MetricValues } from "@rlhf/domain";
import { z } from "zod";
import { assertSameOrigin, type Origin } from "./checkpoint-origin";
import { CODE_VERSION } from "./code-version";
import type { StageRun } from "./stage-run";
import { tinyTrainer, type TrainerName } from "./testing-trainers";
import { trainToEnd } from "./training";

export const SAVED_AT = 3;
export const NEXT_STEPS = 3;

export const Fixture = z.strictObject({
  manifestSha256: z.string(),
  step: z.literal(SAVED_AT),
  backend: z.string(),
  next: z.array(z.record(z.string(), z.number())).length(NEXT_STEPS),
});
export type Fixture = z.infer<typeof Fixture>;

/** Trains to the step that is kept, saves into `root` as a stage would, and goes on to see what comes next. */
export async function makeFixture(name: TrainerName, { root }: { root: string }): Promise<Fixture> {
  const store = await openArtifacts(root);
  const tiny = tinyTrainer(name, { size: "fixture" });
  const next: MetricValues[] = [];
  let manifestSha256 = "";
  const run = runOf({
    recordMetrics: async (step, metrics) => void (step > SAVED_AT && next.push(metrics)),
    saveCheckpoint: async (step, { files, counters }) => {
      if (step !== SAVED_AT) return "";
      const state = { counters, origin: ORIGIN };
      const saved = { runId: `fixture-${name}`, epoch: 1, step, kind: name, createdAt: "2026-11-24T00:00:00.000Z" };
      const commit = async (done: { manifestSha256: string }) => void (manifestSha256 = done.manifestSha256);
      await saveCheckpoint(store, { ...saved, files, state, commit });
      return manifestSha256;
    },
  });
  await trainToEnd(run, tiny.trainer, { totalSteps: SAVED_AT + NEXT_STEPS, checkpointEvery: SAVED_AT, unit: "steps" });
  tiny.dispose();
  return Fixture.parse({ manifestSha256, step: SAVED_AT, backend: "cpu", next });
}

/** Loads the checkpoint by the way that a stage resumes, and returns the metrics of the steps that follow. */
export async function goOnFrom(
  name: TrainerName,
  { root, manifestSha256 }: { root: string; manifestSha256: string },
): Promise<MetricValues[]> {
  const { files, manifest } = await loadCheckpoint(await openArtifacts(root), manifestSha256);
  assertSameOrigin(manifest.state, { ...ORIGIN, codeVersion: CODE_VERSION });
  const { counters } = z.object({ counters: z.record(z.string(), z.number()) }).parse(manifest.state);
  const tiny = tinyTrainer(name, { size: "fixture" });
  const next: MetricValues[] = [];
  const run = runOf({
    newestCheckpoint: async () => ({ checkpointId: manifestSha256, step: manifest.step, files, counters }),
    recordMetrics: async (_, metrics) => void next.push(metrics),
  });
  await trainToEnd(run, tiny.trainer, { totalSteps: SAVED_AT + NEXT_STEPS, checkpointEvery: 1_000, unit: "steps" });
  tiny.dispose();
  return next;
}

/** What a stage writes beside the counters. */
const ORIGIN: Origin = {
  ...{ configHash: "0".repeat(64), seed: 5, inputs: {}, codeVersion: "0.1.0" },
  ...{ backend: "cpu", precision: "float32", threads: 1, worldSize: 1 },
};

/** A run that keeps nothing, with these parts replaced. */
function runOf(parts: Partial<StageRun>): StageRun {
  return {
    runId: "r",
    lease: { runId: "r", epoch: 1 },
    progress: () => undefined,
    announce: async () => undefined,
    recordDistribution: async () => undefined,
    recordMetrics: async () => undefined,
    forgetMetricsAfter: async () => undefined,
    saveCheckpoint: async () => "",
    newestCheckpoint: async () => null,
    stopRequested: async (): Promise<CancelledError | null> => null,
    crashPoint: async () => undefined,
    ...parts,
  };
}
