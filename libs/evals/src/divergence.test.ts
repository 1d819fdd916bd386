// By enumeration: over all responses of a tiny vocabulary the expected k1 equals the expected exact KL.
import { initGpt, type Gpt } from "@rlhf/gpt";
import { initBackend, noLeaks } from "@rlhf/tensor";
import { beforeAll, describe, expect, it } from "vitest";
import { divergenceOf } from "./divergence";
import { perplexity } from "./perplexity";

const [VOCAB, LENGTH, BOS] = [4, 3, 3];
const shape = { nLayer: 1, nHead: 2, nEmbd: 8, nCtx: 8, vocabSize: VOCAB };

/** Weights large enough that the two policies differ. */
function policyOf(seed: number): Gpt {
  const model = initGpt(shape, { seed });
  for (const name of model.params.names) {
    if (!name.endsWith("weight") || name.includes("ln_")) continue;
    model.params.assign(
      name,
      Float32Array.from(model.params.get(name).dataSync(), (w) => 20 * w),
    );
  }
  return model;
}

const responses = Array.from({ length: VOCAB ** LENGTH }, (_, n) =>
  Array.from({ length: LENGTH }, (_unused, t) => Math.floor(n / VOCAB ** t) % VOCAB),
);
const queries = responses.map(() => [BOS]);

beforeAll(async () => {
  await initBackend({ backend: "cpu", precision: "float32" });
});

describe("divergence", () => {
  it("k1 and the exact KL have the same expectation, the KL of the two policies", async () => {
    const [policy, reference] = [policyOf(1), policyOf(2)];
    const { k1, full } = await noLeaks(() => divergenceOf(policy, reference, { temperature: 1 })(queries, responses));
    const probabilities = await Promise.all(
      responses.map(async (response) => {
        const { nats } = await perplexity(policy, { queries: [[BOS]], responses: [response] });
        return Math.exp(-nats * LENGTH);
      }),
    );
    expect(probabilities.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
    const expectation = (x: Float32Array): number => x.reduce((sum, v, i) => sum + v * (probabilities[i] ?? NaN), 0);
    expect(expectation(k1)).toBeCloseTo(expectation(full), 4);
    expect(expectation(full)).toBeGreaterThan(0.05);
    expect(Math.min(...full)).toBeGreaterThanOrEqual(0);
    expect(Math.min(...k1)).toBeLessThan(0);
    policy.params.dispose();
    reference.params.dispose();
  });

  it("is zero against itself and smaller at a high temperature", async () => {
    const [policy, reference] = [policyOf(1), policyOf(2)];
    const same = await divergenceOf(policy, policy, { temperature: 1 })(queries, responses);
    expect(Math.max(...same.full)).toBeCloseTo(0, 6);
    const mean = async (temperature: number): Promise<number> => {
      const { full } = await divergenceOf(policy, reference, { temperature })(queries, responses);
      return full.reduce((a, b) => a + b, 0) / full.length;
    };
    expect(await mean(4)).toBeLessThan(0.5 * (await mean(1)));
    policy.params.dispose();
    reference.params.dispose();
  });
});

describe("perplexity", () => {
  it("of a uniform model is the vocabulary, at ln V nats per token", async () => {
    const model = initGpt(shape, { seed: 1 });
    model.params.assign("wte.weight", new Float32Array(VOCAB * shape.nEmbd));
    const got = await noLeaks(() => perplexity(model, { queries, responses }));
    expect(got.perplexity).toBeCloseTo(VOCAB, 5);
    expect(got.nats).toBeCloseTo(Math.log(VOCAB), 6);
    model.params.dispose();
  });
});
