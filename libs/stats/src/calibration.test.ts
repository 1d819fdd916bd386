import { describe, expect, it } from "vitest";
import golden from "../golden/stats_first.json" with { type: "json" };
import { accuracy } from "./accuracy";
import { calibration } from "./calibration";
import { seededUniform } from "./seeded-uniform";

const { probabilities, outcomes, brier, nll, ece } = golden.calibration;
const predictions = probabilities.map((probability, i) => ({ probability, outcome: outcomes[i] ?? NaN }));

describe("calibration", () => {
  it("equals scikit-learn's Brier score and log loss, and NumPy's error over 15 bins of ten", () => {
    const got = calibration(predictions);
    expect(got.brier).toBeCloseTo(brier, 12);
    expect(got.nll).toBeCloseTo(nll, 12);
    expect(got.ece).toBeCloseTo(ece, 12);
    expect(got.bins.map(({ count }) => count)).toEqual(new Array(15).fill(10));
  });

  it("does not depend on the order of rows, equal probabilities included", () => {
    const rounded = predictions.map((p) => ({ ...p, probability: Math.round(p.probability * 8) / 8 }));
    expect(calibration([...rounded].reverse()).ece).toBeCloseTo(calibration(rounded).ece, 12);
  });

  it("is zero for a forecast that equals the share, and takes shares as outcomes", () => {
    const shares = [0.2, 0.5, 0.9].map((probability) => ({ probability, outcome: probability }));
    expect(calibration(shares)).toMatchObject({ ece: 0, brier: 0 });
  });

  it("treats a weight as so many equal rows", () => {
    const twice = predictions.flatMap((p) => [p, p]);
    expect(calibration(predictions.map((p) => ({ ...p, weight: 2 }))).ece).toBeCloseTo(calibration(twice).ece, 12);
  });

  it("refuses what is no probability", () => {
    expect(() => calibration([])).toThrow(/at least one prediction/);
    expect(() => calibration([{ probability: 1.5, outcome: 1 }])).toThrow(/got 1.5 and 1/);
  });
});

describe("accuracy", () => {
  const uniform = seededUniform(41);

  it("leaves the judges' ties out and counts equal scores as half", () => {
    const pairs = [
      { margin: 2, outcome: 1, cluster: 1 },
      { margin: 2, outcome: 0, cluster: 2 },
      { margin: -1, outcome: 0, cluster: 3 },
      { margin: 0, outcome: 1, cluster: 4 },
      { margin: 3, outcome: 0.5, cluster: 5 },
    ] as const;
    expect(accuracy(pairs, { uniform })).toMatchObject({ accuracy: 2.5 / 4, pairs: 4, clusters: 4 });
  });

  it("refuses NaN and ties only", () => {
    expect(() => accuracy([{ margin: NaN, outcome: 1, cluster: 1 }], { uniform })).toThrow(/got NaN/);
    expect(() => accuracy([{ margin: 1, outcome: 0.5, cluster: 1 }], { uniform })).toThrow(/decided pair/);
  });
});
