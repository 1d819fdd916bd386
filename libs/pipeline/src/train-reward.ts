import { createRewardModelVersion, listGenerations, readSnapshotRows } from "@rlhf/db";
import { DataError, type DatasetRow, type LoopConfig } from "@rlhf/domain";
import { withScalarHead } from "@rlhf/gpt";
import {
  createRewardTrainer,
  evaluatePairs,
  normalize,
  scoreRows,
  shuffledPairs,
  type RewardModel,
  type RewardPair,
} from "@rlhf/reward";
import { calibration } from "@rlhf/stats";
import { z } from "zod";
import { loadPolicy } from "./policies";
import type { PromptBook } from "./prompt-book";
import type { Snapshot } from "./snapshot";
import type { Source } from "./sources/source";
import { runStage, type Finished } from "./stage-run";
import { trainToEnd } from "./training";
import type { StageContext } from "./workbench";

const TrainedReward = z.strictObject({
  rewardModelVersionId: z.string(),
  pairs: z.int(),
  accuracyVal: z.number(),
  accuracyGold: z.number().nullable(),
  ece: z.number(),
});
export type TrainedReward = Finished<z.infer<typeof TrainedReward>>;

/** Trains a reward model from the policy's trunk on the snapshot's training rows; validates on its other rows. */
export function trainReward(
  ctx: StageContext,
  { source, book }: { source: Source; book: PromptBook },
  input: { config: LoopConfig; policyVersionId: string; snapshot: Pick<Snapshot, "snapshotId" | "contentSha256"> },
): Promise<TrainedReward> {
  const { config, policyVersionId, snapshot } = input;
  const inputs = { policyVersionId, snapshot: snapshot.contentSha256 };
  const spec = { kind: "reward", name: "reward", result: TrainedReward, inputs } as const;
  return runStage(ctx, { ...spec, config: { reward: config.reward } }, async (run) => {
    const data = await preferencePairs(ctx, { source, book, snapshotId: snapshot.snapshotId });
    const { epochs, batchSize, normalizeSamples, checkpointEvery, ...settings } = config.reward;
    const { stepsPerEpoch, batch } = shuffledPairs(data.train, { batchSize, seed: ctx.seed });
    const totalSteps = epochs * stepsPerEpoch;
    const policy = await loadPolicy(ctx.bench, policyVersionId);
    const model = withScalarHead(policy, "score", { seed: ctx.seed });
    policy.params.dispose();
    const trainer = createRewardTrainer({ model, config: settings, batches: batch, totalSteps });
    try {
      const checkpointId = await trainToEnd(run, trainer, { totalSteps, checkpointEvery, unit: "steps" });
      const raw: RewardModel = { model, gain: 1, bias: 0 };
      const samples = data.train.slice(0, normalizeSamples).map((pair, i) => (i % 2 ? pair.chosen : pair.rejected));
      const { gain, bias } = normalize(await scoreRows(raw, samples));
      const validation = await validate(raw, data);
      const version = await createRewardModelVersion(ctx.bench.db, {
        projectId: ctx.projectId,
        name: "reward",
        runId: run.runId,
        snapshotId: snapshot.snapshotId,
        checkpointId,
        valAccuracy: validation.accuracyVal,
        ece: validation.ece,
        temperature: 1,
        normMean: -bias / gain,
        normStd: 1 / gain,
      });
      return { rewardModelVersionId: version.id, pairs: data.train.length, ...validation };
    } finally {
      trainer.dispose();
      model.params.dispose();
    }
  });
}

type PreferenceData = { train: RewardPair[]; held: RewardPair[]; heldGaps: (number | null)[] };

async function preferencePairs(
  ctx: StageContext,
  { source, book, snapshotId }: { source: Source; book: PromptBook; snapshotId: string },
): Promise<PreferenceData> {
  const rows = await readSnapshotRows(ctx.bench.db, snapshotId);
  const ids = new Set(rows.flatMap((row) => [row.chosenGenerationId, row.rejectedGenerationId]));
  const generations = await listGenerations(ctx.bench.db, { ids: [...ids] });
  const tokensOf = new Map(generations.map((g) => [g.id, g.tokenIds]));
  const responseOf = (id: string) => tokensOf.get(id) ?? [];
  const pairOf = (row: DatasetRow): RewardPair => {
    const query = book.byId(row.promptId).tokens;
    return {
      chosen: [...query, ...responseOf(row.chosenGenerationId)],
      rejected: [...query, ...responseOf(row.rejectedGenerationId)],
      label: row.softLabel,
      strength: row.margin,
      weight: row.weight,
    };
  };
  const gapOf = (row: DatasetRow): number | null => {
    const prompt = book.byId(row.promptId);
    const gold = (id: string) => source.truth?.(prompt, responseOf(id)).gold ?? null;
    const [chosen, rejected] = [gold(row.chosenGenerationId), gold(row.rejectedGenerationId)];
    return chosen === null || rejected === null ? null : chosen - rejected;
  };
  const train = rows.filter((row) => row.split === "train");
  const held = rows.filter((row) => row.split !== "train");
  if (train.length === 0 || held.length === 0) {
    throw new DataError(`reward: expected training and validation pairs, got ${train.length} and ${held.length}`);
  }
  return { train: train.map(pairOf), held: held.map(pairOf), heldGaps: held.map(gapOf) };
}

async function validate(raw: RewardModel, { held, heldGaps }: PreferenceData) {
  const quality = await evaluatePairs(raw, held);
  const margins = held.map((_, i) => (quality.chosenScores[i] ?? 0) - (quality.rejectedScores[i] ?? 0));
  const told = margins.flatMap((margin, i) => {
    const gap = heldGaps[i];
    return gap === null || gap === undefined || gap === 0 ? [] : [margin > 0 === gap > 0];
  });
  // Calibration sees each pair in a fixed orientation that does not know the answer: the first half as won, the rest as lost.
  const oriented = margins.map((margin, i) => {
    const label = held[i]?.label ?? 1;
    return i % 2 === 0 ? { logit: margin, outcome: label } : { logit: -margin, outcome: 1 - label };
  });
  return {
    accuracyVal: quality.accuracy,
    accuracyGold: told.length === 0 ? null : told.filter(Boolean).length / told.length,
    ece: calibration(oriented.map((o) => ({ probability: 1 / (1 + Math.exp(-o.logit)), outcome: o.outcome }))).ece,
  };
}
