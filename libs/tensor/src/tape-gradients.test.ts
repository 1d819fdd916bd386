import { describe, expect, it } from "vitest";
import { testedBackends } from "./kernels/parity";
import { type Tensor, tf } from "./tfjs";
import { initBackend } from "./backend";

type Case = { f: (x: Tensor) => Tensor; x?: number[]; shape?: number[] };

const positive = [0.3, 0.7, 1.2, 2.1, 0.9, 1.7];
const mixed = [-1.3, 0.4, 1.1, -0.6, 2.2, -2.7];
const other = () => tf.tensor2d([0.5, -1.5, 0.25, 2, 1, -0.75], [2, 3]);
const row = () => tf.tensor1d([0.5, -1.5, 2]);

const CASES: Record<string, Case> = {
  "add, sub and mul broadcast": { f: (x) => x.add(row()).mul(x.sum(0)).sub(x.mean(1, true)) },
  "div by x and of x": { f: (x) => tf.div(other(), x).add(x.div(row())), x: positive },
  "pow in base and exponent": { f: (x) => x.pow(row()).add(tf.pow(tf.scalar(1.7), x)), x: positive },
  "maximum and minimum, broadcast": { f: (x) => x.maximum(row()).add(x.minimum(x.sum(0))) },
  squaredDifference: { f: (x) => tf.squaredDifference(x, row()) },
  "exp, expm1, log, log1p": { f: (x) => x.exp().add(x.expm1()).add(x.log()).add(x.log1p()), x: positive },
  "sqrt, rsqrt, square, reciprocal": {
    f: (x) => x.sqrt().add(x.rsqrt()).add(x.square()).add(x.reciprocal()),
    x: positive,
  },
  "abs, relu, neg, sin, cos": { f: (x) => x.abs().add(x.relu()).add(x.neg()).add(x.sin()).add(x.cos()) },
  "tanh, sigmoid, softplus, erf": { f: (x) => x.tanh().add(x.sigmoid()).add(x.softplus()).add(x.erf()) },
  logSigmoid: { f: (x) => x.logSigmoid() },
  clipByValue: { f: (x) => x.clipByValue(-1, 1).mul(x) },
  "softmax and logSoftmax": { f: (x) => x.softmax().add(x.logSoftmax()) },
  logSumExp: { f: (x) => x.logSumExp(1) },
  "sum, mean, max, min along an axis": { f: (x) => x.sum(1).mul(x.mean(1)).mul(x.max(1)).add(x.min(1, false)) },
  where: { f: (x) => tf.where(tf.greater(other(), 0), x.square(), x.mul(3)) },
  "reshape, transpose, expandDims, squeeze": {
    f: (x) => x.transpose().reshape([1, 6]).squeeze([0]).expandDims(1).mul(2),
  },
  "slice and pad": {
    f: (x) =>
      x
        .slice([0, 1], [2, 2])
        .pad([
          [1, 0],
          [0, 2],
        ])
        .square(),
  },
  "concat and split": {
    f: (x) =>
      tf
        .concat([x, x.square()], 1)
        .split(2, 1)
        .reduce((a, b) => a.mul(b)),
  },
  "stack and unstack": {
    f: (x) =>
      tf
        .stack([x, x.exp()])
        .unstack(2)
        .reduce((a, b) => a.mul(b)),
  },
  "tile and broadcastTo": { f: (x) => x.tile([2, 1]).mul(x.sum(0).broadcastTo([4, 3])) },
  "cumsum, exclusive and reverse": {
    f: (x) =>
      x
        .cumsum(1)
        .add(x.cumsum(1, true))
        .mul(x.cumsum(0, false, true)),
  },
  "gather with repeats": { f: (x) => tf.gather(x, tf.tensor1d([1, 0, 1], "int32")).square() },
  addN: { f: (x) => tf.addN([x, x.square(), x]) },
  "cast of a float": { f: (x) => tf.cast(x, "float32").square() },
  matMul: { f: (x) => x.matMul(x.square(), false, true) },
  "matMul, left transposed": { f: (x) => x.matMul(x.square(), true, false) },
  "matMul, both transposed": { f: (x) => x.matMul(x.transpose().square().transpose().transpose(), true, true) },
  "matMul in batches, broadcast": { f: (x) => tf.matMul(x.reshape([2, 1, 3]).tile([1, 2, 1]), x.reshape([1, 3, 2])) },
};

/** Σ f(x) · fixed weights, in float32. */
function weighed(f: (x: Tensor) => Tensor, x: Tensor): Tensor {
  const y = f(x);
  const weights = Float32Array.from({ length: y.size }, (_, i) => Math.cos(1 + 1.7 * i));
  return y.mul(tf.tensor(weights, y.shape)).sum();
}

describe.each(testedBackends())("gradients on %s", (backend) => {
  it.each(Object.entries(CASES))("%s equal central differences", async (_, { f, x = mixed, shape = [2, 3] }) => {
    await initBackend({ backend, precision: "float32" });
    tf.tidy(() => {
      const gradient = tf
        .grad((t) => weighed(f, t))(tf.tensor(x, shape))
        .dataSync();
      const h = 2e-3;
      const at = (i: number, d: number) =>
        weighed(
          f,
          tf.tensor(
            x.map((v, j) => (i === j ? v + d : v)),
            shape,
          ),
        ).dataSync()[0] ?? NaN;
      const slopes = x.map((_, i) => (at(i, h) - at(i, -h)) / (2 * h));
      const largest = Math.max(...slopes.map(Math.abs), 0.1);
      slopes.forEach((slope, i) => expect(Math.abs((gradient[i] ?? NaN) - slope) / largest).toBeLessThan(5e-3));
    });
  });
});
