// The losses against PyTorch (tools/golden/reward_loss.py), a float64 reference in plain TypeScript, and central differences.
import { readFileSync } from "node:fs";
import { initBackend, noLeaks, scoped, tf, type Scalar, type Tensor1D } from "@rlhf/tensor";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { pairLoss, plackettLuceLoss } from "./loss";

const numbers = z.array(z.number());
const Golden = z.object({
  centering: z.number(),
  chosen: numbers,
  rejected: numbers,
  labels: numbers,
  margins: numbers,
  weights: numbers,
  loss: z.number(),
  chosenGrad: numbers,
  rejectedGrad: numbers,
  ranking: numbers,
  plackettLuce: z.number(),
  rankingGrad: numbers,
});
const golden = Golden.parse(JSON.parse(readFileSync(new URL("../golden/reward_loss.json", import.meta.url), "utf8")));

type Pair = { chosen: number; rejected: number; label: number; margin: number; weight: number };

const goldenWeight = golden.weights.reduce((a, b) => a + b, 0);
const goldenPairs: Pair[] = golden.chosen.map((chosen, i) => ({
  chosen,
  rejected: golden.rejected[i] ?? NaN,
  label: golden.labels[i] ?? NaN,
  margin: golden.margins[i] ?? NaN,
  weight: (golden.weights[i] ?? NaN) / goldenWeight,
}));

const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

function reference(pairs: readonly Pair[], centering: number): number {
  return pairs.reduce((sum, { chosen, rejected, label, margin, weight }) => {
    const d = chosen - rejected;
    const preference = label * softplus(margin - d) + (1 - label) * softplus(margin + d);
    return sum + weight * (preference + centering * (chosen + rejected) ** 2);
  }, 0);
}

const column = (pairs: readonly Pair[], key: keyof Pair): Tensor1D => tf.tensor1d(pairs.map((pair) => pair[key]));

function loss(pairs: readonly Pair[], centering: number, chosen = column(pairs, "chosen")): Scalar {
  return pairLoss(chosen, column(pairs, "rejected"), {
    labels: column(pairs, "label"),
    margins: column(pairs, "margin"),
    weights: column(pairs, "weight"),
    centering,
  });
}

function valueOf(f: () => Scalar): number {
  const scalar = scoped(f);
  const value = scalar.dataSync()[0] ?? NaN;
  scalar.dispose();
  return value;
}

const score = fc.integer({ min: -4_096, max: 4_096 }).map((n) => n / 1_024);
const share = fc.integer({ min: 0, max: 16 }).map((n) => n / 16);
const pairsArbitrary = fc.array(
  fc.record({ chosen: score, rejected: score, label: share, margin: share, weight: share }),
  { minLength: 1, maxLength: 6 },
);

beforeAll(async () => {
  await initBackend({ backend: "cpu", precision: "float32" });
});

describe("Bradley–Terry loss", () => {
  it("agrees with PyTorch, loss and gradients", () => {
    expect(valueOf(() => loss(goldenPairs, golden.centering))).toBeCloseTo(golden.loss, 6);
    const gradients = scoped(() =>
      tf.grads((chosen, rejected) =>
        pairLoss(chosen.as1D(), rejected.as1D(), {
          labels: column(goldenPairs, "label"),
          margins: column(goldenPairs, "margin"),
          weights: column(goldenPairs, "weight"),
          centering: golden.centering,
        }),
      )([column(goldenPairs, "chosen"), column(goldenPairs, "rejected")]),
    );
    gradients[0]?.dataSync().forEach((g, i) => expect(g).toBeCloseTo(golden.chosenGrad[i] ?? NaN, 6));
    gradients[1]?.dataSync().forEach((g, i) => expect(g).toBeCloseTo(golden.rejectedGrad[i] ?? NaN, 6));
    tf.dispose(gradients);
  });

  it("equals the float64 reference, and its gradient central differences", () => {
    fc.assert(
      fc.property(pairsArbitrary, share, (pairs, centering) => {
        const want = reference(pairs, centering);
        expect(Math.abs(valueOf(() => loss(pairs, centering)) - want)).toBeLessThan(1e-5 * (1 + want));
        const gradient = scoped(() =>
          tf.grad((t: tf.Tensor) => loss(pairs, centering, t.as1D()))(column(pairs, "chosen")),
        ).dataSync();
        pairs.forEach((pair, i) => {
          const at = (h: number): number => reference(pairs.with(i, { ...pair, chosen: pair.chosen + h }), centering);
          expect(Math.abs((gradient[i] ?? NaN) - (at(1e-5) - at(-1e-5)) / 2e-5)).toBeLessThan(1e-4);
        });
      }),
    );
  });

  it("does not change when a pair's sides and label are swapped", () => {
    fc.assert(
      fc.property(pairsArbitrary, (pairs) => {
        const swapped = pairs.map((p) => ({ ...p, chosen: p.rejected, rejected: p.chosen, label: 1 - p.label }));
        expect(valueOf(() => loss(swapped, 0.1))).toBeCloseTo(
          valueOf(() => loss(pairs, 0.1)),
          4,
        );
      }),
    );
  });

  it("does not change when all scores shift, unless centered", () => {
    const shifted = goldenPairs.map((p) => ({ ...p, chosen: p.chosen + 1, rejected: p.rejected + 1 }));
    expect(valueOf(() => loss(shifted, 0))).toBeCloseTo(
      valueOf(() => loss(goldenPairs, 0)),
      5,
    );
    expect(valueOf(() => loss(shifted, 1))).not.toBeCloseTo(
      valueOf(() => loss(goldenPairs, 1)),
      2,
    );
  });

  it("is least at equal scores for a tie, and pushes chosen up for a clear label (the sign)", () => {
    const slope = (label: number, chosen: number): number => {
      const pairs = [{ chosen, rejected: 0, label, margin: 0, weight: 1 }];
      const gradient = scoped(() => tf.grad((t: tf.Tensor) => loss(pairs, 0, t.as1D()))(column(pairs, "chosen")));
      return gradient.dataSync()[0] ?? NaN;
    };
    expect(slope(0.5, 0)).toBeCloseTo(0, 7);
    expect(slope(0.5, 1)).toBeGreaterThan(0);
    expect(slope(1, 0)).toBeLessThan(0);
    expect(slope(0, 0)).toBeGreaterThan(0);
  });

  it("stays finite when a score runs away", () => {
    expect(valueOf(() => loss([{ chosen: -500, rejected: 500, label: 1, margin: 1, weight: 1 }], 0))).toBe(1001);
  });

  it("leaks no tensor", async () => {
    await noLeaks(() => valueOf(() => loss(goldenPairs, 0.1)));
  });
});

describe("Plackett–Luce loss", () => {
  it("agrees with PyTorch, loss and gradient", () => {
    expect(valueOf(() => plackettLuceLoss(tf.tensor1d(golden.ranking)))).toBeCloseTo(golden.plackettLuce, 5);
    const gradient = tf.grad((t: tf.Tensor) => plackettLuceLoss(t.as1D()))(tf.tensor1d(golden.ranking));
    gradient.dataSync().forEach((g, i) => expect(g).toBeCloseTo(golden.rankingGrad[i] ?? NaN, 5));
    gradient.dispose();
  });

  it("of two rows is the Bradley–Terry loss", () => {
    const pair = { chosen: 0.75, rejected: -0.5, label: 1, margin: 0, weight: 1 };
    expect(valueOf(() => plackettLuceLoss(tf.tensor1d([0.75, -0.5])))).toBeCloseTo(reference([pair], 0), 5);
  });
});
