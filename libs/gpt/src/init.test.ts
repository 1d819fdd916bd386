import { ShapeError } from "@rlhf/domain";
import { initBackend } from "@rlhf/tensor";
import { beforeAll, describe, expect, it } from "vitest";
import { cloneGpt } from "./gpt";
import { initGpt, withScalarHead } from "./init";

const config = { nLayer: 4, nHead: 4, nEmbd: 64, nCtx: 32, vocabSize: 100 };
const deviation = (values: Float32Array) => Math.sqrt(values.reduce((s, x) => s + x * x, 0) / values.length);

describe("initGpt", () => {
  beforeAll(async () => void (await initBackend({ backend: "cpu", precision: "float32" })));

  it("has GPT-2's deviations, zero biases and unit layer norms", async () => {
    const model = initGpt(config, { seed: 1 });
    const arrays = await model.params.toArrays();
    const expected: Record<string, number> = {
      "wte.weight": 0.02,
      "wpe.weight": 0.01,
      "h.3.attn.c_attn.weight": 0.02,
      "h.3.attn.c_proj.weight": 0.02 / Math.sqrt(8),
      "h.0.mlp.c_fc.weight": 0.02,
      "h.0.mlp.c_proj.weight": 0.02 / Math.sqrt(8),
      "h.2.ln_1.weight": 1,
      "ln_f.weight": 1,
      "h.1.mlp.c_fc.bias": 0,
    };
    for (const [name, want] of Object.entries(expected)) {
      const { values } = arrays[name] ?? { values: new Float32Array(1).fill(NaN) };
      expect(Math.abs(deviation(values) - want), name).toBeLessThanOrEqual((4 * want) / Math.sqrt(2 * values.length));
    }
    expect(model.params.size).toBe(100 * 64 + 32 * 64 + 4 * (12 * 64 * 64 + 13 * 64) + 2 * 64);
    model.params.dispose();
  });

  it("repeats for a seed, differs between seeds, and gives each layer its own numbers", async () => {
    const [a, b, c] = [initGpt(config, { seed: 1 }), initGpt(config, { seed: 1 }), initGpt(config, { seed: 2 })];
    const of = (m: typeof a, name: string) => m.params.get(name).dataSync();
    expect(of(a, "wte.weight")).toEqual(of(b, "wte.weight"));
    expect(of(a, "wte.weight")).not.toEqual(of(c, "wte.weight"));
    expect(of(a, "h.0.mlp.c_fc.weight")).not.toEqual(of(a, "h.1.mlp.c_fc.weight"));
    for (const m of [a, b, c]) m.params.dispose();
  });

  it("refuses a width that the heads do not divide", () => {
    expect(() => initGpt({ ...config, nHead: 5 }, { seed: 1 })).toThrow(ShapeError);
  });
});

describe("withScalarHead", () => {
  it("is a copy with a head of deviation 1 / sqrt(C + 1), and replaces a former head", () => {
    const model = initGpt(config, { seed: 1 });
    const scored = withScalarHead(model, "score", { seed: 3 });
    expect(model.params.has("score.weight")).toBe(false);
    const weight = scored.params.get("score.weight");
    expect(weight.shape).toEqual([64, 1]);
    expect(Math.abs(deviation(weight.dataSync<"float32">()) - 1 / Math.sqrt(65))).toBeLessThan(0.05);
    const again = withScalarHead(scored, "score", { zero: true });
    expect(
      again.params
        .get("score.weight")
        .dataSync()
        .every((x) => x === 0),
    ).toBe(true);
    const copy = cloneGpt(again);
    expect(copy.params.names).toEqual(again.params.names);
    for (const m of [model, scored, again, copy]) m.params.dispose();
  });
});
