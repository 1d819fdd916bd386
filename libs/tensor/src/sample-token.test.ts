import { describe, expect, it } from "vitest";
import { Philox } from "./philox";
import { sampleToken } from "./sample-token";

const logits = Float32Array.of(1, 3, 2, 3, -1);
const all = { temperature: 1, topK: 0, topP: 1 };
const softmax = (x: number[]) => {
  const e = x.map((v) => Math.exp(v));
  return e.map((v) => v / e.reduce((a, b) => a + b));
};

/** Tokens reachable over a fine grid of uniforms. */
const reachable = (o: typeof all) =>
  new Set(Array.from({ length: 4096 }, (_, i) => sampleToken(logits, o, i / 4096).token));

describe("sampleToken", () => {
  it("is the inverse of the cumulative distribution in id order", () => {
    const p = softmax([...logits]);
    let below = 0;
    p.forEach((mass, token) => {
      for (const u of [below + 1e-9, below + mass - 1e-9]) {
        const drawn = sampleToken(logits, all, u);
        expect(drawn.token).toBe(token);
        expect(drawn.logprob).toBeCloseTo(Math.log(mass), 12);
      }
      below += mass;
    });
  });

  it("draws in proportion to the tempered softmax", () => {
    const random = new Philox({ seed: 3, purpose: "proportions" });
    const n = 20_000;
    const counts = new Float64Array(5);
    for (let i = 0; i < n; i++) {
      const { token } = sampleToken(logits, { ...all, temperature: 2 }, random.uniform());
      counts[token] = (counts[token] ?? 0) + 1;
    }
    softmax([...logits].map((x) => x / 2)).forEach((p, i) =>
      expect(Math.abs((counts[i] ?? 0) - n * p)).toBeLessThan(4 * Math.sqrt(n * p * (1 - p))),
    );
  });

  it("keeps the k largest, ties to the lower id, and renormalises", () => {
    expect(reachable({ ...all, topK: 1 })).toEqual(new Set([1]));
    expect(reachable({ ...all, topK: 3 })).toEqual(new Set([1, 2, 3]));
    expect(sampleToken(logits, { ...all, topK: 2 }, 0.9).logprob).toBeCloseTo(Math.log(0.5), 12);
    expect(reachable({ ...all, topK: 99 })).toEqual(new Set([0, 1, 2, 3, 4]));
  });

  it("keeps the shortest likeliest set of mass top-p", () => {
    const p = softmax([...logits]);
    expect(reachable({ ...all, topP: (p[1] ?? 0) * 0.99 })).toEqual(new Set([1]));
    expect(reachable({ ...all, topP: (p[1] ?? 0) * 1.01 })).toEqual(new Set([1, 3]));
    expect(reachable({ ...all, topP: 1e-9 })).toEqual(new Set([1]));
  });

  it("never draws a token of probability zero, at either end of the unit interval", () => {
    const hard = Float32Array.of(-Infinity, 0, -Infinity);
    expect(sampleToken(hard, all, 0).token).toBe(1);
    expect(sampleToken(hard, all, 1 - 2 ** -24)).toEqual({ token: 1, logprob: 0 });
  });
});
