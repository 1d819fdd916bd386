import { DataError } from "@rlhf/domain";
import { describe, expect, it } from "vitest";
import { preferenceCalibration } from "./preference-calibration";

const logit = (p: number): number => Math.log(p / (1 - p));

describe("calibration of preferences", () => {
  it("is zero error when 80 % sure means right 8 times in 10", () => {
    const pairs = Array.from({ length: 10 }, (_, i) => ({
      ...{ firstScore: logit(0.8), secondScore: 0, label: i < 8 ? 1 : 0 },
    }));
    expect(preferenceCalibration(pairs).ece).toBeCloseTo(0, 12);
  });

  it("does not depend on which side is called first", () => {
    const pairs = [
      { firstScore: 2, secondScore: 0.5, label: 1 },
      { firstScore: -1, secondScore: 1, label: 1 },
      { firstScore: 0.3, secondScore: 0.1, label: 0.5 },
      { firstScore: 1, secondScore: 1, label: 1 },
    ];
    const swapped = pairs.map((p) => ({ firstScore: p.secondScore, secondScore: p.firstScore, label: 1 - p.label }));
    const [a, b] = [preferenceCalibration(pairs), preferenceCalibration(swapped)];
    expect(b.ece).toBeCloseTo(a.ece, 12);
    expect(b.brier).toBeCloseTo(a.brier, 12);
  });

  it("refuses a score that is not finite", () => {
    expect(() => preferenceCalibration([{ firstScore: NaN, secondScore: 0, label: 1 }])).toThrow(DataError);
  });
});
