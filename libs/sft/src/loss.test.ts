import { initBackend, noLeaks, scoped, tf } from "@rlhf/tensor";
import { beforeAll, expect, it } from "vitest";
import { languageModelLoss } from "./loss";

beforeAll(async () => {
  await initBackend({ backend: "cpu", precision: "float32" });
});

it("is the mean negative log-likelihood, and its parts add up to it", async () => {
  const x = [-0.5, -2, -1.25, -0.125];
  const of = (part: number[]): number => {
    const loss = scoped(() => languageModelLoss(tf.tensor1d(part), { tokens: x.length }));
    const value = loss.dataSync()[0] ?? NaN;
    loss.dispose();
    return value;
  };
  expect(of(x)).toBe(-x.reduce((a, b) => a + b, 0) / x.length);
  expect(of(x.slice(0, 1)) + of(x.slice(1))).toBe(of(x));
  await noLeaks(() => of(x));
});

it("has gradient −1 / tokens at every token", () => {
  const gradient = tf.grad((t: tf.Tensor) => languageModelLoss(t.as1D(), { tokens: 8 }))(tf.tensor1d([-1, -2]));
  expect([...gradient.dataSync()]).toEqual([-0.125, -0.125]);
  gradient.dispose();
});
