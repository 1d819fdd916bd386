import { ShapeError } from "@rlhf/domain";
import { describe, expect, it } from "vitest";
import { tf } from "../../tfjs";
import { expectParity, randomArray } from "../parity";
import { layerNorm } from "./op";

describe("layerNorm", () => {
  it.each([
    [1, 4],
    [7, 5],
    [9, 64],
    [33, 48],
  ])("agrees on every backend, forward and gradient: %i x %i", async (n, c) => {
    const inputs = { x: randomArray("x", [n, c]), weight: randomArray("w", [c]), bias: randomArray("b", [c]) };
    await expectParity({
      inputs,
      run: (p) =>
        layerNorm(tf.reshape(p.get("x"), [n, c]), tf.reshape(p.get("weight"), [c]), tf.reshape(p.get("bias"), [c])),
    });
  });

  it("gives rows of mean 0 and variance 1 under unit weight, and the bias for a constant row", () => {
    const x = tf.tensor2d([
      [1, 2, 3, 6],
      [5, 5, 5, 5],
    ]);
    const y = layerNorm(x, tf.ones([4]), tf.fill([4], 0.5)).arraySync();
    const row = (y[0] ?? []).map((v) => v - 0.5);
    expect(row.reduce((a, b) => a + b)).toBeCloseTo(0, 5);
    expect(row.reduce((a, b) => a + b * b, 0) / 4).toBeCloseTo(1, 4);
    expect(y[1]).toEqual([0.5, 0.5, 0.5, 0.5]);
  });

  it("refuses a weight of another width", () => {
    expect(() => layerNorm(tf.zeros([2, 3]), tf.zeros([2]), tf.zeros([3]))).toThrow(ShapeError);
  });
});
