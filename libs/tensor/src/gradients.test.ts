import { describe, expect, it } from "vitest";
import { testedBackends } from "./kernels/parity";
import { initBackend } from "./backend";
import { accumulateGrads, clipGlobalNorm, lossAndGrads } from "./gradients";
import { memory, noLeaks } from "./memory";
import { Params } from "./params";
import { tf } from "./tfjs";

const arrays = () => ({
  w: { shape: [2, 2], values: Float32Array.of(1, 2, 3, 4) },
  unused: { shape: [3], values: Float32Array.of(1, 1, 1) },
});

describe.each(testedBackends())("lossAndGrads on %s", (backend) => {
  const step = (params: Params) =>
    lossAndGrads(params, () => {
      const y = params.get("w").square();
      return { loss: y.sum().asScalar(), aux: { y, weight: params.get("w") } };
    });

  it("gives loss, aux and a gradient for every parameter, zero where the loss does not reach", async () => {
    await initBackend({ backend, precision: "float32" });
    const params = Params.fromArrays(arrays());
    const { loss, aux, grads } = step(params);
    expect(loss.dataSync()[0]).toBe(30);
    expect([...aux.y.dataSync()]).toEqual([1, 4, 9, 16]);
    expect([...(grads["w"]?.dataSync() ?? [])]).toEqual([2, 4, 6, 8]);
    expect([...(grads["unused"]?.dataSync() ?? [])]).toEqual([0, 0, 0]);
    tf.dispose([loss, aux.y, aux.weight, grads]);
    expect([...params.get("w").dataSync()]).toEqual([1, 2, 3, 4]); // disposing aux left the parameter alone
    params.dispose();
  });

  it("leaves nothing behind, nor when the loss function throws", async () => {
    await initBackend({ backend, precision: "float32" });
    const params = Params.fromArrays(arrays());
    await noLeaks(() => {
      const { loss, aux, grads } = step(params);
      tf.dispose([loss, aux.y, aux.weight, grads]);
    });
    const before = memory().numTensors;
    const thrower = () =>
      lossAndGrads(params, () => {
        params.get("w").square();
        throw new Error("from inside");
      });
    expect(thrower).toThrow("from inside");
    expect(memory().numTensors).toBe(before);
    params.dispose();
  });

  it("accumulates to the gradient of the sum and frees both parts", async () => {
    await initBackend({ backend, precision: "float32" });
    const before = memory().numTensors;
    const part = (...x: number[]) => ({ a: tf.tensor1d(x), b: tf.scalar(x[0] ?? 0) });
    const sum = accumulateGrads(accumulateGrads(null, part(1, 2)), part(10, 20));
    expect([...(sum["a"]?.dataSync() ?? [])]).toEqual([11, 22]);
    expect([...(sum["b"]?.dataSync() ?? [])]).toEqual([11]);
    tf.dispose(sum);
    expect(memory().numTensors).toBe(before);
  });

  it("clips the joint norm, reports it as it was, and touches nothing below the limit", async () => {
    await initBackend({ backend, precision: "float32" });
    const before = memory().numTensors;
    const grads: Record<string, tf.Tensor> = { a: tf.tensor1d([3, 0]), b: tf.tensor1d([0, 4]) };
    expect(await clipGlobalNorm(grads, 10)).toEqual({ norm: 5, finite: true });
    expect([...(grads["a"]?.dataSync() ?? [])]).toEqual([3, 0]);
    expect((await clipGlobalNorm(grads, 1)).norm).toBe(5);
    const values = [...(grads["a"]?.dataSync() ?? []), ...(grads["b"]?.dataSync() ?? [])];
    [0.6, 0, 0, 0.8].forEach((want, i) => expect(values[i]).toBeCloseTo(want, 5));
    tf.dispose(grads);
    expect(memory().numTensors).toBe(before);
  });

  it.each([NaN, Infinity])("says that a gradient with %s is not finite and leaves it alone", async (bad) => {
    await initBackend({ backend, precision: "float32" });
    const grads = { a: tf.tensor1d([1, bad]), b: tf.tensor1d([5]) };
    expect((await clipGlobalNorm(grads, 1)).finite).toBe(false);
    expect([...grads.b.dataSync()]).toEqual([5]);
    tf.dispose(grads);
  });
});

describe("noLeaks", () => {
  it("fails for a function that leaves a tensor", async () => {
    await expect(noLeaks(() => void tf.scalar(1))).rejects.toThrow(/1 more/);
  });
});
