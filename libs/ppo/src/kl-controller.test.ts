import { describe, expect, it } from "vitest";
import { nextKlCoef, stopsEarly } from "./kl-controller";

const adaptive = { klController: "adaptive", klTarget: 6, klHorizon: 10_000 } as const;

describe("KL controller", () => {
  it("reproduces the two golden steps of algorithms.md 4.1", () => {
    expect(nextKlCoef(0.15, { kl: 12, episodes: 512 }, adaptive)).toBeCloseTo(0.151536, 10);
    expect(nextKlCoef(0.15, { kl: 0, episodes: 512 }, adaptive)).toBeCloseTo(0.148464, 10);
  });

  it("stands still at the target and moves in proportion near it", () => {
    expect(nextKlCoef(0.15, { kl: 6, episodes: 512 }, adaptive)).toBe(0.15);
    expect(nextKlCoef(0.15, { kl: 6.6, episodes: 100 }, adaptive)).toBeCloseTo(0.15 * 1.001, 12);
  });

  it("never moves when fixed", () => {
    expect(nextKlCoef(0.15, { kl: 1e6, episodes: 512 }, { ...adaptive, klController: "fixed" })).toBe(0.15);
  });

  it("stops early only when asked to and only past the limit", () => {
    const earlyStop = { ...adaptive, klController: "earlyStop" } as const;
    expect(stopsEarly(6.1, earlyStop)).toBe(true);
    expect(stopsEarly(6, earlyStop)).toBe(false);
    expect(stopsEarly(100, adaptive)).toBe(false);
  });
});
