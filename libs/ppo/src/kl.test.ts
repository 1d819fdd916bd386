// Laws of the KL estimators, by enumeration over a vocabulary of 5 in float64.
import { initBackend, scoped, tf, tokenDivergence } from "@rlhf/tensor";
import { beforeAll, describe, expect, it } from "vitest";
import { sampledKl } from "./kl";

const theta = [0.3, -1.1, 0.7, 0.1, -0.4];
const rho = softmax([-0.2, 0.5, 0.4, -0.9, 0.6]);
const V = theta.length;

beforeAll(async () => {
  await initBackend({ backend: "cpu", precision: "float32" });
});

describe("values by enumeration", () => {
  const pi = softmax(theta);
  const exact = klOf(pi, rho);
  const logprobs = Float32Array.from(pi, Math.log);
  const refLogprobs = Float32Array.from(rho, Math.log);
  const expectation = (estimator: "k1" | "k2" | "k3"): number =>
    sampledKl(estimator, logprobs, refLogprobs).reduce((sum, k, v) => sum + (pi[v] ?? 0) * k, 0);

  it("k1 and k3 are unbiased, k2 is not", () => {
    expect(expectation("k1")).toBeCloseTo(exact, 6);
    expect(expectation("k3")).toBeCloseTo(exact, 6);
    expect(Math.abs(expectation("k2") - exact)).toBeGreaterThan(1e-3);
  });

  it("k2 and k3 are never negative, k1 sometimes is", () => {
    for (const estimator of ["k2", "k3"] as const) {
      for (const k of sampledKl(estimator, logprobs, refLogprobs)) expect(k).toBeGreaterThanOrEqual(0);
    }
    expect(Math.min(...sampledKl("k1", logprobs, refLogprobs))).toBeLessThan(0);
  });

  it("k3 stays finite when the reference has forgotten a token", () => {
    expect(sampledKl("k3", Float32Array.of(-500), Float32Array.of(0))[0]).toBeLessThan(Infinity);
  });

  it("the exact KL agrees, at any temperature", () => {
    const said = scoped(() => {
      const wte = tf.eye(V); // hidden states are the logits
      return tokenDivergence({
        policy: { hidden: tf.tensor2d([theta.map((x) => x * 2)]), wte },
        reference: { hidden: tf.tensor2d([rho.map((p) => Math.log(p) * 2)]), wte },
        ...{ targets: Int32Array.of(0), temperature: 2 },
      });
    });
    expect(said.kl.dataSync()[0]).toBeCloseTo(exact, 5);
    tf.dispose(said);
  });
});

describe("gradients by enumeration, KL in the reward (stop-gradient)", () => {
  // E[∇ log π(v) · (−k(v))] is the policy gradient of a reward −k; compare it with −∇KL from central differences.
  const reverse = gradientOf((t) => klOf(softmax(t), rho));
  const forward = gradientOf((t) => klOf(rho, softmax(t)));

  it("k1 gives the exact gradient of the reverse KL", () => {
    scoreFunctionGradient("k1").forEach((g, i) => expect(g).toBeCloseTo(reverse[i] ?? NaN, 5));
  });

  it("k3 gives the reverse gradient minus the forward one: biased", () => {
    const got = scoreFunctionGradient("k3");
    got.forEach((g, i) => expect(g).toBeCloseTo((reverse[i] ?? NaN) - (forward[i] ?? NaN), 5));
    expect(Math.max(...got.map((g, i) => Math.abs(g - (reverse[i] ?? NaN))))).toBeGreaterThan(0.01);
  });
});

/** Σ_v π(v) ∇ log π(v) k(v), ∇ log π(v) = onehot(v) − π for softmax logits. */
function scoreFunctionGradient(estimator: "k1" | "k3"): number[] {
  const pi = softmax(theta);
  const k = sampledKl(estimator, Float32Array.from(pi, Math.log), Float32Array.from(rho, Math.log));
  return theta.map((_, j) =>
    pi.reduce((sum, p, v) => sum + p * (k[v] ?? NaN) * ((v === j ? 1 : 0) - (pi[j] ?? NaN)), 0),
  );
}

function gradientOf(f: (t: number[]) => number): number[] {
  const h = 1e-5;
  const moved = (j: number, by: number): number[] => theta.map((x, i) => (i === j ? x + by : x));
  return Array.from({ length: V }, (_, j) => (f(moved(j, h)) - f(moved(j, -h))) / (2 * h));
}

function softmax(x: readonly number[]): number[] {
  const exps = x.map(Math.exp);
  const total = exps.reduce((a, b) => a + b, 0);
  return exps.map((e) => e / total);
}

function klOf(p: readonly number[], q: readonly number[]): number {
  return p.reduce((sum, pv, v) => sum + pv * Math.log(pv / (q[v] ?? NaN)), 0);
}
