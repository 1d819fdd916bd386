import { ShapeError } from "@rlhf/domain";
import { describe, expect, it } from "vitest";
import type { Params } from "../../params";
import type { Tensor, Tensor1D, Tensor2D } from "../../tfjs";
import { tf } from "../../tfjs";
import { expectParity, randomArray } from "../parity";
import { linear } from "./op";

const m2 = (t: Tensor): Tensor2D => tf.reshape(t, [t.shape[0] ?? 0, t.shape[1] ?? 0]);
const v1 = (t: Tensor): Tensor1D => tf.reshape(t, [t.size]);

describe("linear", () => {
  it.each([
    { n: 1, k: 1, m: 1, gelu: false, extras: true },
    { n: 5, k: 3, m: 7, gelu: true, extras: true },
    { n: 17, k: 16, m: 33, gelu: true, extras: false },
    { n: 40, k: 24, m: 8, gelu: false, extras: true },
  ])("agrees on every backend, forward and gradient: $n x $k x $m, gelu $gelu", async ({ n, k, m, gelu, extras }) => {
    const inputs = {
      x: randomArray("x", [n, k]),
      w: randomArray("w", [k, m]),
      ...(extras ? { bias: randomArray("b", [m]), residual: randomArray("r", [n, m]) } : {}),
    };
    const extra = (p: Params) => (extras ? { bias: v1(p.get("bias")), residual: m2(p.get("residual")) } : {});
    await expectParity({ inputs, run: (p) => linear({ x: m2(p.get("x")), w: m2(p.get("w")), gelu, ...extra(p) }) });
  });

  it("is gelu in its tanh form at known points", () => {
    const x = tf.tensor2d([[0], [1], [-1], [3]]);
    const y = linear({ x, w: tf.tensor2d([[1]]), gelu: true }).dataSync();
    // torch 2.x: torch.nn.functional.gelu(x, approximate="tanh")
    [0, 0.841192, -0.158808, 2.996363].forEach((want, i) => expect(y[i]).toBeCloseTo(want, 5));
  });

  it("refuses shapes that do not fit, saying which", () => {
    const x = tf.zeros<tf.Rank.R2>([2, 3]);
    expect(() => linear({ x, w: tf.zeros([4, 2]) })).toThrow(ShapeError);
    expect(() => linear({ x, w: tf.zeros([3, 2]), bias: tf.zeros([3]) })).toThrow(/linear bias.*\[2\].*\[3\]/);
    expect(() => linear({ x, w: tf.zeros([3, 2]), residual: tf.zeros([2, 3]) })).toThrow(/residual/);
  });
});
