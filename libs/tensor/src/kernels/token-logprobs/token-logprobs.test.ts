import { ShapeError } from "@rlhf/domain";
import { describe, expect, it } from "vitest";
import { tf } from "../../tfjs";
import { expectParity, randomArray } from "../parity";
import { tokenLogprobs } from "./op";

describe("tokenLogprobs", () => {
  it.each([
    { m: 1, c: 2, v: 3, temperature: 1 },
    { m: 6, c: 4, v: 9, temperature: 0.7 },
    { m: 21, c: 16, v: 130, temperature: 1.9 },
  ])("agrees on every backend in both outputs, forward and gradient: $m x $c x $v at $temperature", async (o) => {
    const { m, c, v, temperature } = o;
    const targets = Int32Array.from({ length: m }, (_, i) => (i * 5) % v);
    const inputs = { hidden: randomArray("hidden", [m, c]), wte: randomArray("wte", [v, c]) };
    await expectParity({
      inputs,
      run: (p) => {
        const hidden: tf.Tensor2D = tf.reshape(p.get("hidden"), [m, c]);
        const out = tokenLogprobs({ hidden, wte: tf.reshape(p.get("wte"), [v, c]), targets, temperature });
        return tf.stack([out.logprobs, out.entropy]);
      },
    });
  });

  it("is uniform, with entropy log V, where hidden is zero", () => {
    const wte: tf.Tensor2D = tf.tensor2d(randomArray("wte", [5, 2]).values, [5, 2]);
    const out = tokenLogprobs({ hidden: tf.zeros([1, 2]), wte, targets: Int32Array.of(3), temperature: 1 });
    expect(out.logprobs.dataSync()[0]).toBeCloseTo(-Math.log(5), 6);
    expect(out.entropy.dataSync()[0]).toBeCloseTo(Math.log(5), 6);
  });

  it("refuses targets that do not fit", () => {
    const tables = { hidden: tf.zeros<tf.Rank.R2>([2, 3]), wte: tf.zeros<tf.Rank.R2>([4, 3]), temperature: 1 };
    expect(() => tokenLogprobs({ ...tables, targets: Int32Array.of(0) })).toThrow(/2 targets/);
    expect(() => tokenLogprobs({ ...tables, targets: Int32Array.of(0, 4) })).toThrow(ShapeError);
  });
});
