import { describe, expect, it } from "vitest";
import { warmupDecay } from "./schedule";

const base = { lr: 2, warmupSteps: 4, minLrRatio: 0.1, totalSteps: 24 };

describe("warmupDecay", () => {
  it.each(["linear", "cosine", "constant"] as const)("rises linearly to lr and reaches it, %s", (schedule) => {
    const rates = [0, 1, 2, 3, 4].map((step) => warmupDecay({ ...base, schedule }, step));
    expect(rates).toEqual([0.5, 1, 1.5, 2, 2]);
  });

  it("falls to lr times minLrRatio at the end and stays there", () => {
    for (const schedule of ["linear", "cosine"] as const) {
      expect(warmupDecay({ ...base, schedule }, 24)).toBeCloseTo(0.2, 12);
      expect(warmupDecay({ ...base, schedule }, 99)).toBeCloseTo(0.2, 12);
    }
    expect(warmupDecay({ ...base, schedule: "constant" }, 99)).toBe(2);
  });

  it("is half way down at half the decay for both shapes, and cosine is above linear before", () => {
    for (const schedule of ["linear", "cosine"] as const) {
      expect(warmupDecay({ ...base, schedule }, 14)).toBeCloseTo(1.1, 12);
    }
    expect(warmupDecay({ ...base, schedule: "cosine" }, 8)).toBeGreaterThan(
      warmupDecay({ ...base, schedule: "linear" }, 8),
    );
  });

  it("starts at lr without warm-up", () => {
    expect(warmupDecay({ ...base, warmupSteps: 0, schedule: "linear" }, 0)).toBe(2);
  });
});
