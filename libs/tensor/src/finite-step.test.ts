import { NonFiniteError } from "@rlhf/domain";
import { beforeAll, describe, expect, it } from "vitest";
import { AdamW } from "./adamw";
import { initBackend } from "./backend";
import { applyFinite, finiteMetrics, type NonFiniteCount } from "./finite-step";
import { clipGlobalNorm } from "./gradients";
import { memory } from "./memory";
import { Params } from "./params";
import { tf } from "./tfjs";

beforeAll(async () => {
  await initBackend({ backend: "cpu", precision: "float32" });
});

function setUp() {
  const params = Params.fromArrays({ w: { shape: [2], values: Float32Array.of(1, 2) } });
  const optimizer = new AdamW(params, {
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    epsilonForm: "torch",
    weightDecay: 0,
  });
  const nonFinite: NonFiniteCount = { total: 0, inARow: 0 };
  const step = (loss: number, gradient: readonly [number, number]) =>
    applyFinite({ optimizer, loss, grads: { w: tf.tensor1d([...gradient]) }, lr: 0.1, maxGradNorm: 1, nonFinite });
  const weights = async () => [...((await params.toArrays()).w?.values ?? [])];
  return { step, weights, nonFinite, optimizer };
}

describe("a step of the optimiser", () => {
  it("is taken when loss and gradient are finite, and tells the norm before clipping", async () => {
    const { step, weights, nonFinite } = setUp();
    expect(await step(1, [3, 4])).toBeCloseTo(5, 6);
    (await weights()).forEach((w, i) => expect(w).toBeCloseTo([0.9, 1.9][i] ?? NaN, 5)); // Adam's first step has size lr
    expect(nonFinite).toEqual({ total: 0, inARow: 0 });
  });

  it.each([
    ["the loss is NaN", NaN, [1, 1]],
    ["the loss is infinite", Infinity, [1, 1]],
    ["a gradient is NaN", 1, [NaN, 1]],
    ["a gradient is infinite", 1, [1, -Infinity]],
  ] as const)("is left out when %s: weights and moments stay, the step is counted", async (_name, loss, gradient) => {
    const { step, weights, nonFinite, optimizer } = setUp();
    await step(loss, gradient);
    expect(await weights()).toEqual([1, 2]);
    expect((await optimizer.state()).stepCount).toBe(0);
    expect(nonFinite).toEqual({ total: 1, inARow: 1 });
  });

  it("may be left out twice in a row, not three times; a good one in between starts the count again", async () => {
    const { step, nonFinite } = setUp();
    await step(NaN, [1, 1]);
    await step(NaN, [1, 1]);
    await step(1, [1, 1]);
    expect(nonFinite).toEqual({ total: 2, inARow: 0 });
    await step(NaN, [1, 1]);
    await step(NaN, [1, 1]);
    await expect(step(NaN, [1, 1])).rejects.toThrow(NonFiniteError);
    expect(nonFinite).toEqual({ total: 5, inARow: 3 });
  });

  it("clips in passing on native, to the bits of clipping first", async ({ skip }) => {
    try {
      await initBackend({ backend: "native", precision: "float32" });
    } catch {
      return skip("native is not built here");
    }
    const [passing, first] = [setUp(), setUp()];
    expect(await passing.step(1, [3.1, -4.7])).toBeGreaterThan(1);
    const grads = { w: tf.tensor1d([3.1, -4.7]) };
    await clipGlobalNorm(grads, 1);
    first.optimizer.step(grads, 0.1);
    expect(await passing.weights()).toEqual(await first.weights());
    expect(await passing.optimizer.state()).toEqual(await first.optimizer.state());
    await initBackend({ backend: "cpu", precision: "float32" });
  });

  it("owns its gradients: none is left, whether the step was taken or not", async () => {
    const { step } = setUp();
    await step(1, [1, 1]); // makes the moments
    const before = memory().numTensors;
    await step(1, [1, 1]);
    await step(NaN, [1, 1]);
    expect(memory().numTensors).toBe(before);
  });
});

describe("metrics", () => {
  it("leave out what is not finite", () => {
    expect(finiteMetrics({ "train/loss": NaN, "train/grad_norm": Infinity, lr: 0.1 })).toEqual({ lr: 0.1 });
  });
});
