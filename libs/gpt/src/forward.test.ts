import { initBackend, noLeaks, tf } from "@rlhf/tensor";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { forward, responseLogprobs, scalars } from "./forward";
import type { Gpt } from "./gpt";
import { initGpt, withScalarHead } from "./init";
import { packRows, responseIndex } from "./rows";
import { testEngines } from "./test-engines";

const config = { nLayer: 2, nHead: 2, nEmbd: 8, nCtx: 8, vocabSize: 11 };
const queries = [[1, 2, 3], [4], [5, 6, 7, 8, 9, 10, 0]];

describe.each(await testEngines())("forward on %s", (backend) => {
  let model: Gpt;
  beforeEach(async () => {
    await initBackend({ backend, precision: "float32" });
    model = initGpt(config, { seed: 5 });
  });
  afterEach(() => model.params.dispose());

  const bound = backend === "tensorflow" ? 1e-6 : 0; // libtensorflow sums in an order that depends on the row count

  it(`gives a row the same hidden states within ${bound} whatever stands beside it`, async () => {
    const all = await noLeaks(() => {
      const hidden = forward(model, packRows(queries, config.nCtx));
      const values = hidden.dataSync().slice();
      hidden.dispose();
      return values;
    });
    const c = config.nEmbd;
    const starts = [0, 3, 4];
    queries.forEach((query, b) => {
      const alone = forward(model, packRows([query], config.nCtx));
      const first = (starts[b] ?? 0) * c;
      const beside = all.slice(first, first + query.length * c);
      const differences = Array.from(alone.dataSync(), (x, i) => Math.abs(x - (beside[i] ?? NaN)));
      expect(differences).toHaveLength(query.length * c);
      differences.forEach((d) => expect(d).toBeLessThanOrEqual(bound));
      alone.dispose();
    });
  });

  it.each([[[2, 3, 10]], [[0]], [[]]])("gives the places %j the hidden states they have among all", (places) => {
    const packed = packRows(queries, config.nCtx);
    const [all, some] = [forward(model, packed), forward(model, packed, Int32Array.from(places))];
    expect(some.shape).toEqual([places.length, config.nEmbd]);
    const want = places.flatMap((i) => [...all.dataSync().slice(i * config.nEmbd, (i + 1) * config.nEmbd)]);
    const got = some.dataSync();
    want.forEach((x, i) => expect(Math.abs(x - (got[i] ?? NaN))).toBeLessThanOrEqual(bound));
    tf.dispose([all, some]);
  });

  it("reads a head at each hidden state, and zero from a zero head", () => {
    const scored = withScalarHead(model, "score", { seed: 9 });
    const zero = withScalarHead(model, "value_head", { zero: true });
    const index = Int32Array.of(2, 3, 10);
    const hidden = forward(scored, packRows(queries, config.nCtx), index);
    const got = scalars(scored, "score", hidden);
    const weight = scored.params.get("score.weight").dataSync<"float32">();
    const rows = hidden.dataSync();
    index.forEach((_, i) => {
      const want = weight.reduce((sum, w, j) => sum + w * (rows[i * config.nEmbd + j] ?? NaN), 0);
      expect(got.dataSync()[i]).toBeCloseTo(want, 5);
    });
    const zeros = scalars(zero, "value_head", hidden);
    expect([...zeros.dataSync()]).toEqual([0, 0, 0]);
    expect(() => scalars(model, "score", hidden)).toThrow(/score\.weight/);
    tf.dispose([hidden, got, zeros]);
    scored.params.dispose();
    zero.params.dispose();
  });

  it("has the analytic entropy log V and log-probability -log V when the embedding is zero", () => {
    model.params.assign("wte.weight", new Float32Array(config.vocabSize * config.nEmbd));
    const rows = packRows(queries, config.nCtx);
    const { logprobs, entropy } = responseLogprobs(model, rows, responseIndex(rows, [1, 1, 2]), { temperature: 0.5 });
    for (const x of logprobs.dataSync()) expect(x).toBeCloseTo(-Math.log(11), 5);
    for (const x of entropy.dataSync()) expect(x).toBeCloseTo(Math.log(11), 5);
    tf.dispose([logprobs, entropy]);
  });
});
