import { DataError, ShapeError } from "@rlhf/domain";
import { forward, initGpt, packRows, scalars, withScalarHead } from "@rlhf/gpt";
import { initBackend, noLeaks, scoped } from "@rlhf/tensor";
import { beforeAll, describe, expect, it } from "vitest";
import { pairStatistics } from "./evaluate";
import { criticFromReward, normalize } from "./normalize";
import { rankingPairs } from "./pairs";
import { scoreRows } from "./score";

const shape = { nLayer: 2, nHead: 2, nEmbd: 16, nCtx: 8, vocabSize: 10 };

beforeAll(async () => {
  await initBackend({ backend: "cpu", precision: "float32" });
});

describe("scores", () => {
  const model = () => withScalarHead(initGpt(shape, { seed: 1 }), "score", { seed: 2 });

  it("are read at each row's own last token, whatever stands beside it", async () => {
    const reward = { model: model(), gain: 1, bias: 0 };
    const rows = [[1, 2, 3], [4], [5, 6, 7, 8, 9, 0, 1, 2]];
    const together = await noLeaks(() => scoreRows(reward, rows));
    for (const [i, row] of rows.entries()) {
      expect((await scoreRows(reward, [row]))[0]).toBeCloseTo(together[i] ?? NaN, 5);
    }
  });

  it("are the same in chunks as alone: 300 rows cross the limit of 256", async () => {
    const reward = { model: model(), gain: 1, bias: 0 };
    const rows = Array.from({ length: 300 }, (_, i) => [i % 10, (i * 7) % 10]);
    const scores = await scoreRows(reward, rows);
    expect(scores[299]).toBeCloseTo((await scoreRows(reward, [rows[299] ?? []]))[0] ?? NaN, 5);
  });

  it("refuse an empty row", async () => {
    await expect(scoreRows({ model: model(), gain: 1, bias: 0 }, [[1], []])).rejects.toThrow(ShapeError);
  });

  it("have mean 0 and deviation 1 after normalisation, and keep their order", async () => {
    const raw = { model: model(), gain: 1, bias: 0 };
    const rows = Array.from({ length: 50 }, (_, i) => [i % 10, (i * 3 + 1) % 10, (i * 7) % 10]);
    const before = await scoreRows(raw, rows);
    const after = await scoreRows({ ...raw, ...normalize(before) }, rows);
    const mean = after.reduce((a, b) => a + b, 0) / after.length;
    expect(mean).toBeCloseTo(0, 5);
    expect(after.reduce((a, b) => a + (b - mean) ** 2, 0) / after.length).toBeCloseTo(1, 4);
    const order = (x: Float32Array): number[] => [...x.keys()].sort((a, b) => (x[a] ?? 0) - (x[b] ?? 0));
    expect(order(after)).toEqual(order(before));
  });

  it("cannot be normalised when they do not vary or are not finite", () => {
    expect(() => normalize(Float32Array.of(1, 1, 1))).toThrow(DataError);
    expect(() => normalize(Float32Array.of(1, NaN))).toThrow(DataError);
  });

  it("become the critic's values, gain and bias folded in", async () => {
    const reward = { model: model(), gain: 2.5, bias: -0.75 };
    const critic = await criticFromReward(reward);
    const rows = [
      [1, 2, 3],
      [4, 5],
    ];
    const packed = packRows(rows, shape.nCtx);
    const last = Int32Array.of(2, 4);
    const values = scoped(() => scalars(critic, "value_head", forward(critic, packed, last))).dataSync();
    const scores = await scoreRows(reward, rows);
    scores.forEach((score, i) => expect(values[i]).toBeCloseTo(score, 5));
    expect(critic.params.has("score.weight")).toBe(false);
  });
});

describe("pairs", () => {
  it("of a ranking weigh one prompt in all", () => {
    const pairs = rankingPairs([[1], [2], [3], [4]]);
    expect(pairs).toHaveLength(6);
    expect(pairs.reduce((sum, pair) => sum + pair.weight, 0)).toBeCloseTo(1, 12);
    expect(pairs.every((pair) => (pair.chosen[0] ?? 0) < (pair.rejected[0] ?? 0))).toBe(true);
  });

  it("count equal scores ½ and leave ties out of the accuracy", () => {
    const of = (label: number, weight = 1) => ({ chosen: [1], rejected: [2], label, strength: 1, weight });
    const chosen = Float32Array.of(1, 0, 5, 0);
    const rejected = Float32Array.of(0, 0, 0, 3);
    const { accuracy, margin } = pairStatistics([of(1), of(1), of(0.5), of(0)], chosen, rejected);
    expect(accuracy).toBeCloseTo((1 + 0.5 + 1) / 3, 12);
    expect(margin).toBeCloseTo((1 + 0 + 5 - 3) / 4, 12);
  });
});
