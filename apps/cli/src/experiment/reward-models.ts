import { ANNOTATORS, drawJudgmentUniforms, judge } from "@rlhf/datasets";
import type { LoopConfig } from "@rlhf/domain";
import { withScalarHead, type Gpt } from "@rlhf/gpt";
import type { Source } from "@rlhf/pipeline";
import {
  createRewardTrainer,
  evaluatePairs,
  normalize,
  scoreRows,
  shuffledPairs,
  type RewardModel,
  type RewardPair,
} from "@rlhf/reward";
import { Philox } from "@rlhf/tensor";
import { answer, goldOf, rowsOf, trainAll, type Report, type Tokens } from "./policy";

export type EnsembleOptions = {
  loop: LoopConfig;
  members: number;
  seed: number;
  signal: AbortSignal;
  report: Report;
};

/** An ensemble that shares its comparisons; `accuracy` of each member on held-out pairs, by the oracle without noise. */
export type Ensemble = { models: RewardModel[]; accuracy: number[] };

/** Comparisons of the policy's own answers, judged by a simulated annotator, and K reward models that differ by seed only. */
export async function trainEnsemble(source: Source, policy: Gpt, o: EnsembleOptions): Promise<Ensemble> {
  const { comparisons, validationComparisons } = o.loop.label;
  const train = await judgedPairs(source, policy, { ...o, split: "train", count: comparisons });
  const held = await judgedPairs(source, policy, { ...o, split: "val", count: validationComparisons });
  const samples = train.noisy.slice(0, o.loop.reward.normalizeSamples).map((p, i) => (i % 2 ? p.chosen : p.rejected));
  const ensemble: Ensemble = { models: [], accuracy: [] };
  for (let member = 0; member < o.members; member++) {
    const model = await trainMember(policy, train.noisy, { ...o, seed: o.seed * 1_000 + member });
    const raw = { model, gain: 1, bias: 0 };
    ensemble.models.push({ model, ...normalize(await scoreRows(raw, samples)) });
    ensemble.accuracy.push((await evaluatePairs(raw, held.exact)).accuracy);
    o.report("reward", member + 1, o.members);
  }
  return ensemble;
}

async function trainMember(policy: Gpt, pairs: readonly RewardPair[], o: EnsembleOptions): Promise<Gpt> {
  const { epochs, batchSize, normalizeSamples: _, checkpointEvery: __, ...config } = o.loop.reward;
  const { stepsPerEpoch, batch } = shuffledPairs(pairs, { batchSize, seed: o.seed });
  const totalSteps = epochs * stepsPerEpoch;
  const model = withScalarHead(policy, "score", { seed: o.seed });
  await trainAll(createRewardTrainer({ model, config, batches: batch, totalSteps }), totalSteps, o);
  return model;
}

type Judged = { noisy: RewardPair[]; exact: RewardPair[] };

/** Pairs of answers to one prompt each: as a typical annotator judges them, and as the oracle does. */
async function judgedPairs(
  source: Source,
  policy: Gpt,
  o: EnsembleOptions & { split: "train" | "val"; count: number },
): Promise<Judged> {
  const rng = new Philox({ seed: o.seed, purpose: `experiment/${o.split}` });
  const asked = Array.from({ length: o.count }, () => source.ask(rng, o.split)).flatMap((prompt) => [prompt, prompt]);
  const answered = await answer(policy, asked, { ...o, source, purpose: `experiment/${o.split}`, step: 0 });
  const [rows, gold] = [rowsOf(answered), goldOf(source, answered)];
  const noisy: RewardPair[] = [];
  const exact: RewardPair[] = [];
  for (let i = 0; i < asked.length; i += 2) {
    const [goldLeft, goldRight] = [gold[i] ?? NaN, gold[i + 1] ?? NaN];
    const [left, right] = [rows[i] ?? [], rows[i + 1] ?? []];
    const shown = { goldLeft, goldRight, tokensLeft: left.length, tokensRight: right.length, itemsSeen: 0 };
    const { side } = judge(ANNOTATORS.typical, shown, drawJudgmentUniforms(rng));
    noisy.push(side === "left" ? pair(left, right) : pair(right, left));
    if (goldLeft !== goldRight) exact.push(goldLeft > goldRight ? pair(left, right) : pair(right, left));
  }
  return { noisy, exact };
}

const pair = (chosen: Tokens, rejected: Tokens): RewardPair => ({ chosen, rejected, label: 1, strength: 1, weight: 1 });
