import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { native } from "./configurations.test-setup";
import { openNative } from "./engine";
import { randomSource, relativeError } from "./float64.test-math";
import { keptShape, layoutOf } from "./native-kernels";

const random = randomSource(9);
const tensor = (shape: number[]) => tf.tensor(random.floats(shape.reduce((n, d) => n * d, 1)), shape);

/** The same op on "native" and on "cpu". */
async function expectSame(f: (...inputs: tf.Tensor[]) => tf.Tensor, ...shapes: number[][]): Promise<void> {
  const arrays = shapes.map((s) => Float32Array.from(tensor(s).dataSync()));
  const on = async (backend: string) => {
    await tf.setBackend(backend);
    const y = f(...arrays.map((a, i) => tf.tensor(a, shapes[i] ?? [])));
    return { shape: y.shape, values: Float32Array.from(y.dataSync()) };
  };
  const [want, got] = [await on("cpu"), await on("native")];
  expect(got.shape).toEqual(want.shape);
  expect(relativeError(got.values, want.values)).toBeLessThan(2e-6);
}

describe.skipIf(native === undefined)("TensorFlow.js ops on the backend native", () => {
  it("agree with the CPU backend, broadcasts included", async () => {
    await openNative({ precision: "float32", threads: 2 });
    for (const op of [tf.add, tf.sub, tf.mul, tf.div, tf.maximum, tf.minimum]) {
      const f = (a?: tf.Tensor, b?: tf.Tensor) => op(a ?? 0, b ?? 0);
      await expectSame(f, [37, 41], [37, 41]);
      await expectSame(f, [37, 41], [37, 1]);
      await expectSame(f, [37, 41], [41]);
      await expectSame(f, [41], [37, 41]);
      await expectSame(f, [37, 41], []);
      await expectSame(f, [], [37, 41]);
      await expectSame(f, [3, 1, 41], [3, 37, 41]);
      await expectSame(f, [37, 1], [1, 41]);
      await expectSame(f, [2, 3], [2, 3]);
    }
    for (const op of [tf.exp, tf.neg, tf.square, tf.logSoftmax, tf.softmax])
      await expectSame((x) => op(x ?? tf.scalar(0)), [29, 53]);
    for (const [shape, axis] of [
      [[29, 53], 1],
      [[29, 53], 0],
      [
        [7, 9, 11],
        [1, 2],
      ],
      [[900], 0],
    ] as [number[], number | number[]][]) {
      // prettier-ignore
      await expectSame((x) => tf.sum(x ?? 0, axis), shape);
      await expectSame((x) => tf.max(x ?? 0, axis, true), shape);
    }
    await expectSame((x) => tf.sum(x ?? 0), [29, 53]);
    await expectSame((a, b, c) => tf.addN([a ?? tf.scalar(0), b ?? tf.scalar(0), c ?? tf.scalar(0)]), [30, 30], [30, 30], [30, 30]); // prettier-ignore
    for (const [ta, tb] of [[false, false], [true, false], [false, true], [true, true]] as const) // prettier-ignore
      await expectSame((a, b) => tf.matMul(a ?? [], b ?? [], ta, tb), ta ? [5, 23, 17] : [5, 17, 23], tb ? [5, 31, 23] : [5, 23, 31]); // prettier-ignore
  });

  it("keep NaN where it was", async () => {
    await openNative({ precision: "float32" });
    await tf.setBackend("native");
    const x = tf.fill([300], 1).dataSync().slice();
    x[7] = NaN;
    for (const y of [tf.maximum(tf.tensor1d(x), 2), tf.minimum(2, tf.tensor1d(x)), tf.exp(tf.tensor1d(x))]) {
      const bad = [...y.dataSync()].flatMap((v, i) => (Number.isNaN(v) ? [i] : []));
      expect(bad).toEqual([7]);
    }
    expect(tf.max(tf.tensor1d(x)).dataSync()[0]).toBeNaN();
  });

  it("take only layouts that are a row, a column, or one value", () => {
    expect([layoutOf([2, 3], [2, 3]), layoutOf([2, 3], []), layoutOf([2, 3], [2, 1]), layoutOf([2, 3], [3])]).toEqual([
      0, 1, 2, 3,
    ]);
    expect([layoutOf([3], [2, 3]), layoutOf([2, 2, 3], [2, 1, 3]), layoutOf([], [])]).toEqual([null, null, 0]);
    expect([keptShape([4, 5, 6], 2), keptShape([4, 5, 6], [1, 2]), keptShape([4, 5, 6], -1), keptShape([4, 5], 0)]).toEqual([[4, 5], [4], [4, 5], null]); // prettier-ignore
  });
});
