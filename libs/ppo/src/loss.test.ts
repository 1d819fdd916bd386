// Every loss against a float64 reference written out in plain TypeScript, and its gradient against central differences.
import { initBackend, noLeaks, scoped, tf, type Scalar, type Tensor1D } from "@rlhf/tensor";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { entropyLoss, policyLoss, valueLoss } from "./loss";

const cliprange = 0.2;
const cliprangeValue = 0.3;

type Row = { x: number; old: number; target: number; weight: number };
type Reference = (x: readonly number[]) => number;

const clip = (x: number, low: number, high: number): number => Math.max(low, Math.min(high, x));

function policyReference(rows: readonly Row[]): Reference {
  return (x) =>
    rows.reduce((sum, { old, target, weight }, i) => {
      const ratio = Math.exp(clip((x[i] ?? NaN) - old, -20, 20));
      return sum + weight * Math.max(-target * ratio, -target * clip(ratio, 1 - cliprange, 1 + cliprange));
    }, 0);
}

function valueReference(rows: readonly Row[]): Reference {
  return (x) =>
    rows.reduce((sum, { old, target, weight }, i) => {
      const v = x[i] ?? NaN;
      const clipped = old + clip(v - old, -cliprangeValue, cliprangeValue);
      return sum + 0.5 * weight * Math.max((v - target) ** 2, (clipped - target) ** 2);
    }, 0);
}

const column = (rows: readonly Row[], key: keyof Row): Tensor1D => tf.tensor1d(rows.map((row) => row[key]));

const policy = (x: Tensor1D, rows: readonly Row[]): Scalar =>
  policyLoss(
    x,
    { oldLogprobs: column(rows, "old"), advantages: column(rows, "target"), weights: column(rows, "weight") },
    { cliprange },
  );
const value = (x: Tensor1D, rows: readonly Row[]): Scalar =>
  valueLoss(
    x,
    { oldValues: column(rows, "old"), returns: column(rows, "target"), weights: column(rows, "weight") },
    { cliprangeValue },
  );

const number = fc.integer({ min: -2_000, max: 2_000 }).map((n) => n / 1_024); // exact in float32
const rowsArbitrary = fc.array(fc.record({ x: number, old: number, target: number, weight: number.map(Math.abs) }), {
  minLength: 1,
  maxLength: 8,
});

/** Away from the kinks of max and clip, where central differences mean something. */
function smooth(reference: Reference, rows: readonly Row[]): boolean {
  const x = rows.map((row) => row.x);
  return rows.every((_, i) => {
    const slope = (h: number): number => (reference(moved(x, i, h)) - reference(x)) / h;
    return Math.abs(slope(1e-3) - slope(-1e-3)) < 0.02;
  });
}

function moved(x: readonly number[], i: number, by: number): number[] {
  return x.map((v, j) => (i === j ? v + by : v));
}

beforeAll(async () => {
  await initBackend({ backend: "cpu", precision: "float32" });
});

describe.each([
  ["policy loss", policy, policyReference],
  ["value loss", value, valueReference],
] as const)("%s", (_, loss, referenceOf) => {
  it("equals the float64 reference", () => {
    fc.assert(
      fc.property(rowsArbitrary, (rows) => {
        const want = referenceOf(rows)(rows.map((row) => row.x));
        const got = scoped(() => loss(column(rows, "x"), rows));
        expect(Math.abs((got.dataSync()[0] ?? NaN) - want)).toBeLessThan(1e-5 * (1 + Math.abs(want)));
        got.dispose();
      }),
    );
  });

  it("has the gradient of central differences", () => {
    fc.assert(
      fc.property(rowsArbitrary, (rows) => {
        const reference = referenceOf(rows);
        fc.pre(smooth(reference, rows));
        const x = rows.map((row) => row.x);
        const gradient = scoped(() => tf.grad((t: tf.Tensor) => loss(t.as1D(), rows))(column(rows, "x"))).dataSync();
        rows.forEach((__, i) => {
          const want = (reference(moved(x, i, 1e-5)) - reference(moved(x, i, -1e-5))) / 2e-5;
          expect(Math.abs((gradient[i] ?? NaN) - want)).toBeLessThan(2e-4 * (1 + Math.abs(want)));
        });
      }),
    );
  });

  it("leaks no tensor", async () => {
    const rows = [{ x: 0.5, old: 0.1, target: 1, weight: 1 }];
    const x = tf.tensor1d([0.5]);
    await noLeaks(() => scoped(() => loss(x, rows)).dispose());
    x.dispose();
  });
});

describe("clipped surrogate", () => {
  it("has zero gradient where the clip binds, and minus the advantage at ratio 1", () => {
    const rows = [
      { x: 1, old: 0, target: 2, weight: 1 }, // ratio e: clipped
      { x: 0, old: 0, target: 2, weight: 1 }, // ratio 1
    ];
    const gradient = scoped(() => tf.grad((t: tf.Tensor) => policy(t.as1D(), rows))(column(rows, "x"))).dataSync();
    expect(Array.from(gradient, (g) => g + 0)).toEqual([0, -2]);
  });

  it("stays finite when a log-ratio explodes", () => {
    const rows = [{ x: 500, old: 0, target: -1, weight: 1 }];
    const got = scoped(() => policy(column(rows, "x"), rows));
    expect(Number.isFinite(got.dataSync()[0])).toBe(true);
    got.dispose();
  });
});

it("the entropy bonus is minus the weighted entropy", () => {
  const got = scoped(() => entropyLoss(tf.tensor1d([1, 2]), { weights: tf.tensor1d([0.5, 0.25]) }));
  expect(got.dataSync()[0]).toBe(-1);
  got.dispose();
});
