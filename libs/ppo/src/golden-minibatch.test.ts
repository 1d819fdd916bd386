// The packed PPO arithmetic against PyTorch float64 on padded grids (tools/golden/ppo_step.py).
import { readFileSync } from "node:fs";
import { LossReduction, PpoConfig } from "@rlhf/domain";
import { clipGlobalNorm, initBackend, lossAndGrads, noLeaks, Params, scoped, tf, tokenDivergence } from "@rlhf/tensor";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { computeAdvantages, tokenRewards } from "./advantages";
import { sampledKl } from "./kl";
import { policyLoss, valueLoss } from "./loss";
import { policyStats, rolloutMetrics, valueStats } from "./metrics";
import { tokenWeights } from "./reductions";

const numbers = z.array(z.number());
const Golden = z.object({
  settings: z.object({
    klCoef: z.number(),
    gamma: z.number(),
    lam: z.number(),
    cliprange: z.number(),
    cliprangeValue: z.number(),
    vfCoef: z.number(),
    temperature: z.number(),
    responseLength: z.number(),
    vocabSize: z.number(),
  }),
  lengths: numbers,
  targets: numbers,
  scores: numbers,
  oldLogits: z.array(numbers),
  refLogits: z.array(numbers),
  newLogits: z.array(numbers),
  oldLogprobs: numbers,
  refLogprobs: numbers,
  oldValues: numbers,
  newValues: numbers,
  expected: z.object({
    kl: z.record(z.string(), numbers),
    rewards: numbers,
    advantages: numbers,
    returns: numbers,
    whitened: numbers,
    whitenedRewards: numbers,
    losses: z.record(z.string(), z.record(z.string(), z.number())),
    approxkl: z.number(),
    ratio: z.number(),
    clipfrac: z.number(),
    valueClipfrac: z.number(),
    entropy: z.number(),
    explainedVariance: z.number(),
  }),
});
const golden = Golden.parse(JSON.parse(readFileSync(new URL("../golden/ppo_step.json", import.meta.url), "utf8")));
const { settings, lengths, expected } = golden;
const config = PpoConfig.parse({
  gamma: settings.gamma,
  lam: settings.lam,
  cliprange: settings.cliprange,
  cliprangeValue: settings.cliprangeValue,
});
const offsets = Int32Array.from([0, ...lengths.map((_, i) => lengths.slice(0, i + 1).reduce((a, b) => a + b, 0))]);
const f32 = (x: readonly number[]): Float32Array => Float32Array.from(x);
const flatLogits = (rows: number[][]) => f32(rows.flat());

/** Largest absolute difference. */
function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Array.from(a, (x, i) => Math.abs(x - (b[i] ?? NaN))).reduce((w, d) => (d <= w ? w : d), 0);
}

beforeAll(async () => {
  await initBackend({ backend: "cpu", precision: "float32" });
});

describe("one minibatch, packed, against PyTorch", () => {
  const rewards = tokenRewards(f32(golden.scores), f32(expected.kl.k1 ?? []), { offsets, klCoef: settings.klCoef });

  it("estimates the KL of each token by k1, k2, k3 and exactly", () => {
    const [logprobs, refLogprobs] = [f32(golden.oldLogprobs), f32(golden.refLogprobs)];
    for (const estimator of ["k1", "k2", "k3"] as const) {
      expect(distance(sampledKl(estimator, logprobs, refLogprobs), expected.kl[estimator] ?? [])).toBeLessThan(1e-6);
    }
    const head = (logits: number[][]) => ({ hidden: tf.tensor2d(logits), wte: tf.eye(logits[0]?.length ?? 0) });
    const said = scoped(() =>
      tokenDivergence({
        ...{ policy: head(golden.oldLogits), reference: head(golden.refLogits) },
        ...{ targets: new Int32Array(golden.oldLogits.length), temperature: settings.temperature },
      }),
    );
    expect(distance(said.kl.dataSync(), expected.kl.full ?? [])).toBeLessThan(1e-6);
    tf.dispose(said);
  });

  it("puts the penalty on every token and the score on the last one", () => {
    expect(distance(rewards, expected.rewards)).toBeLessThan(1e-6);
  });

  it("gives the same advantages, returns and whitened advantages", () => {
    const result = computeAdvantages(rewards, f32(golden.oldValues), { ...config, offsets });
    expect(distance(result.raw, expected.advantages)).toBeLessThan(2e-6);
    expect(distance(result.returns, expected.returns)).toBeLessThan(2e-6);
    expect(distance(result.advantages, expected.whitened)).toBeLessThan(5e-6);
  });

  it.each(LossReduction.options)("gives the same losses and gradient norms with %s", async (reduction) => {
    const params = Params.fromArrays({
      logits: { shape: [golden.targets.length, settings.vocabSize], values: flatLogits(golden.newLogits) },
      values: { shape: [golden.targets.length], values: f32(golden.newValues) },
    });
    const run = async () => {
      const { loss, aux, grads } = lossAndGrads(params, () => minibatchLoss(params, reduction));
      const { logits, values } = grads;
      if (!logits || !values) throw new Error("no gradient");
      const norms = {
        logits: (await clipGlobalNorm({ logits }, Infinity)).norm,
        values: (await clipGlobalNorm({ values }, Infinity)).norm,
      };
      const losses = { policy: aux.policy.dataSync()[0] ?? NaN, value: aux.value.dataSync()[0] ?? NaN };
      tf.dispose([loss, aux, grads]);
      return { ...losses, ...norms };
    };
    const got = await noLeaks(run);
    const want = expected.losses[reduction] ?? {};
    expect(got.policy).toBeCloseTo(want.policy ?? NaN, 5);
    expect(got.value).toBeCloseTo(want.value ?? NaN, 5);
    expect(got.logits / (want.logits_grad_norm ?? NaN)).toBeCloseTo(1, 5);
    expect(got.values / (want.values_grad_norm ?? NaN)).toBeCloseTo(1, 5);
    params.dispose();
  });

  it("gives the same approxkl, ratio, clip fractions, entropy and explained variance", () => {
    const { logprobs, entropy } = scoped(() => tableLogprobs(tf.tensor2d(golden.newLogits)));
    const stats = policyStats(
      { logprobs: Float32Array.from(logprobs.dataSync()), entropy: Float32Array.from(entropy.dataSync()), loss: 0 },
      { oldLogprobs: f32(golden.oldLogprobs), advantages: f32(expected.whitened) },
      config,
    );
    tf.dispose([logprobs, entropy]);
    for (const key of ["approxkl", "ratio", "clipfrac", "entropy"] as const) {
      expect(stats[key]).toBeCloseTo(expected[key], 5);
    }
    const value = valueStats(
      { values: f32(golden.newValues), loss: 0 },
      { oldValues: f32(golden.oldValues), returns: f32(expected.returns) },
      config,
    );
    expect(value.clipfrac).toBeCloseTo(expected.valueClipfrac, 10);
    const metrics = rolloutMetrics({
      responses: lengths.map((n) => Array.from({ length: n }, (_, t) => n * 10 + t)),
      finished: [true, false, true, true],
      offsets,
      logprobs: f32(golden.oldLogprobs),
      refLogprobs: f32(golden.refLogprobs),
      klFull: f32(expected.kl.full ?? []),
      values: f32(golden.oldValues),
      returns: f32(expected.returns),
      kl: f32(expected.kl.k1 ?? []),
      scores: f32(golden.scores),
      klCoef: settings.klCoef,
    });
    expect(metrics["val/explained_variance"]).toBeCloseTo(expected.explainedVariance, 5);
  });
});

function tableLogprobs(logits: tf.Tensor2D): { logprobs: tf.Tensor1D; entropy: tf.Tensor1D } {
  const all = tf.logSoftmax(logits.div<tf.Tensor2D>(settings.temperature));
  const chosen = tf.oneHot(tf.tensor1d(golden.targets, "int32"), settings.vocabSize);
  return { logprobs: all.mul(chosen).sum(1), entropy: all.exp().mul(all).sum<tf.Tensor1D>(1).neg() };
}

function minibatchLoss(params: Params, reduction: LossReduction) {
  const { logprobs } = tableLogprobs(params.get("logits").as2D(golden.targets.length, settings.vocabSize));
  const weights = tf.tensor1d(tokenWeights(lengths, reduction, settings));
  const oldLogprobs = tf.tensor1d(golden.oldLogprobs);
  const policy = policyLoss(logprobs, { oldLogprobs, advantages: tf.tensor1d(expected.whitened), weights }, config);
  const targets = { oldValues: tf.tensor1d(golden.oldValues), returns: tf.tensor1d(expected.returns), weights };
  const value = valueLoss(params.get("values").as1D(), targets, config);
  return { loss: policy.add<tf.Scalar>(value.mul(settings.vfCoef)), aux: { policy, value } };
}
