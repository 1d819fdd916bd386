import { CancelledError, ShapeError } from "@rlhf/domain";
import { initBackend, memory, tf } from "@rlhf/tensor";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forward, logits, responseLogprobs } from "./forward";
import { generate, type GenerateOptions } from "./generate";
import type { Gpt } from "./gpt";
import { initGpt } from "./init";
import { packRows, responseIndex } from "./rows";
import { testEngines } from "./test-engines";

const EOS = 0;
const queries = [[5], [3, 4, 9], [7, 7], [1, 2, 3, 4, 5, 6], [8, 2]];
const base: GenerateOptions = {
  ...{ maxNewTokens: 9, temperature: 0.7, topK: 0, topP: 1, eosId: EOS },
  ...{ seed: 11, purpose: "rollout", step: 4, rowIds: [10, 11, 12, 13, 14] },
};

describe.each(await testEngines())("generate on %s", (backend) => {
  let model: Gpt;
  beforeAll(async () => {
    await initBackend({ backend, precision: "float32" });
    model = initGpt({ nLayer: 2, nHead: 2, nEmbd: 8, nCtx: 16, vocabSize: 12 }, { seed: 1 });
    for (const name of model.params.names) {
      // weights large enough that contexts matter
      model.params.assign(
        name,
        model.params
          .get(name)
          .dataSync<"float32">()
          .map((x) => (name.includes("ln") ? x : 12 * x)),
      );
    }
  });
  afterAll(() => model.params.dispose());

  it("says the same for a row whatever stands beside it and in whatever order", async () => {
    const together = await generate(model, queries, base);
    const order = [3, 0, 4, 2, 1];
    const shuffled = await generate(
      model,
      order.map((i) => queries[i] ?? []),
      { ...base, rowIds: order.map((i) => 10 + i) },
    );
    for (const [i, query] of queries.entries()) {
      const [alone] = await generate(model, [query], { ...base, rowIds: [10 + i] });
      expect(alone?.tokens).toEqual(together[i]?.tokens);
      expect(shuffled[order.indexOf(i)]?.tokens).toEqual(together[i]?.tokens);
    }
    expect(new Set(together.map((g) => g.tokens.join())).size).toBeGreaterThan(3);
  });

  it("gives the log-probabilities of the training forward within 1e-5", async () => {
    const out = await generate(model, queries, base);
    const rows = packRows(
      queries.map((query, i) => [...query, ...(out[i]?.tokens ?? [])]),
      model.config.nCtx,
    );
    const at = responseIndex(
      rows,
      queries.map((query) => query.length),
    );
    const { logprobs, entropy } = responseLogprobs(model, rows, at, { temperature: base.temperature });
    const sampled = out.flatMap((g) => [...g.logprobs]);
    const scored = logprobs.dataSync();
    expect(scored.length).toBe(sampled.length);
    sampled.forEach((lp, i) => expect(Math.abs(lp - (scored[i] ?? NaN))).toBeLessThan(1e-5));
    tf.dispose([logprobs, entropy]);
  });

  it("keeps what each token was drawn from, in the bits of the training forward, or nothing", async () => {
    const out = await generate(model, queries, { ...base, keepStates: true });
    const packed = packRows(
      queries.map((query, i) => [...query, ...(out[i]?.tokens ?? [])]),
      model.config.nCtx,
    );
    const lengths = queries.map((query) => query.length);
    const hidden = forward(model, packed, responseIndex(packed, lengths).index);
    const states = out.flatMap((g) => [...(g.states ?? [])]);
    expect(states).toEqual(backend === "native" ? [...hidden.dataSync()] : []);
    hidden.dispose();
    expect((await generate(model, queries, base)).every((g) => g.states === null)).toBe(true);
  });

  it("picks, at top-k 1, the largest logit of the uncached forward at every place", async () => {
    const [greedy] = await generate(model, [[3, 4, 9]], { ...base, topK: 1, eosId: null, rowIds: [0] });
    const tokens = greedy?.tokens ?? [];
    const hidden = forward(model, packRows([[3, 4, 9, ...tokens]], model.config.nCtx));
    const scores = logits(model, hidden);
    const best = tf.argMax(scores, 1);
    expect([...best.dataSync()].slice(2, -1)).toEqual(tokens);
    expect([...(greedy?.logprobs ?? [])]).toEqual(tokens.map(() => 0));
    tf.dispose([hidden, scores, best]);
  });

  it("stops a row at EOS, keeps the token, and says so", async () => {
    const out = await generate(model, queries, { ...base, temperature: 3, seed: 2 });
    for (const g of out) {
      expect(g.tokens.length).toBe(g.logprobs.length);
      expect(g.finished).toBe(g.tokens.at(-1) === EOS);
      expect(g.tokens.slice(0, -1)).not.toContain(EOS);
      expect(g.finished || g.tokens.length === base.maxNewTokens).toBe(true);
    }
    expect(out.some((g) => g.finished)).toBe(true);
  });

  it("leaves no tensor behind, cancelled or not", async () => {
    await generate(model, queries, base);
    const before = memory().numTensors;
    await generate(model, queries, base);
    const stopped = generate(model, queries, { ...base, signal: AbortSignal.abort() });
    await expect(stopped).rejects.toThrow(CancelledError);
    expect(memory().numTensors).toBe(before);
  });

  it("refuses rows that may not fit nCtx", async () => {
    await expect(generate(model, [[1, 2, 3, 4, 5, 6, 7, 8]], { ...base, rowIds: [0] })).rejects.toThrow(ShapeError);
  });
});
