import { CheckpointError } from "@rlhf/domain";
import { describe, expect, it } from "vitest";
import { AdamW, type AdamWOptions } from "./adamw";
import { initBackend, setFusedKernels } from "./backend";
import { memory } from "./memory";
import { Params } from "./params";
import { testedBackends } from "./kernels/parity";
import { plainKernels } from "./plain/kernels";
import { tf } from "./tfjs";

const options: AdamWOptions = { beta1: 0.9, beta2: 0.98, epsilon: 1e-3, epsilonForm: "torch", weightDecay: 0.1 };
const start = () => ({ w: { shape: [3], values: Float32Array.of(1, -2, 0.5) } });
const gradient = (step: number) => ({ w: tf.tensor1d([0.3 * step, -1, 0.01]) });

/** Scalars in float64 as the papers write them. */
function oracle(o: AdamWOptions, steps: number, lr: number): number[] {
  return [1, -2, 0.5].map((start, i) => {
    let [theta, m, v] = [start, 0, 0];
    for (let t = 1; t <= steps; t++) {
      const g = [0.3 * t, -1, 0.01][i] ?? 0;
      m = o.beta1 * m + (1 - o.beta1) * g;
      v = o.beta2 * v + (1 - o.beta2) * g * g;
      const [mHat, vHat] = [m / (1 - o.beta1 ** t), v / (1 - o.beta2 ** t)];
      theta -= lr * o.weightDecay * theta;
      if (o.epsilonForm === "torch") theta -= (lr * mHat) / (Math.sqrt(vHat) + o.epsilon);
      else theta -= ((lr * Math.sqrt(1 - o.beta2 ** t)) / (1 - o.beta1 ** t)) * (m / (Math.sqrt(v) + o.epsilon));
    }
    return theta;
  });
}

const PLACES = testedBackends().flatMap((backend) => [
  { where: backend, backend, fused: false },
  ...(backend === "cpu" ? [{ where: "cpu with fused kernels", backend, fused: true }] : []),
]);

describe.each(PLACES)("AdamW on $where", ({ backend, fused }) => {
  const begin = async () => {
    await initBackend({ backend, precision: "float32" });
    if (fused) setFusedKernels(plainKernels);
    return Params.fromArrays(start());
  };

  it.each(["torch", "tf1"] as const)("follows the formula with epsilon in %s form", async (epsilonForm) => {
    const params = await begin();
    const optimizer = new AdamW(params, { ...options, epsilonForm });
    const before = memory().numTensors;
    for (let t = 1; t <= 5; t++) optimizer.step(gradient(t), 0.05);
    expect(memory().numTensors).toBe(before);
    const got = params.get("w").dataSync();
    oracle({ ...options, epsilonForm }, 5, 0.05).forEach((want, i) => expect(got[i]).toBeCloseTo(want, 6));
    expect(params.version).toBeGreaterThanOrEqual(5);
    params.dispose();
  });

  it("continues bit for bit from a saved state, and not from weights alone", async () => {
    const whole = await begin();
    const optimizer = new AdamW(whole, options);
    for (let t = 1; t <= 3; t++) optimizer.step(gradient(t), 0.05);
    const weights = await whole.toArrays();
    const state = await optimizer.state();
    for (let t = 4; t <= 6; t++) optimizer.step(gradient(t), 0.05);

    const finish = (load: boolean) => {
      const params = Params.fromArrays(weights);
      const again = new AdamW(params, options);
      if (load) again.load(state);
      for (let t = 4; t <= 6; t++) again.step(gradient(t), 0.05);
      const values = [...params.get("w").dataSync()];
      params.dispose();
      return values;
    };
    expect(finish(true)).toEqual([...whole.get("w").dataSync()]);
    expect(finish(false)).not.toEqual([...whole.get("w").dataSync()]);
    whole.dispose();
  });

  it("refuses the state of another model, naming what does not fit", async () => {
    const params = await begin();
    const optimizer = new AdamW(params, options);
    const arrays = { "adam.m.w": { shape: [2], values: new Float32Array(2) } };
    expect(() => optimizer.load({ stepCount: 1, arrays })).toThrow(CheckpointError);
    expect(() => optimizer.load({ stepCount: 1, arrays })).toThrow(/adam\.m\.w: expected 3 values, got 2; adam\.v\.w/);
    params.dispose();
  });
});
