import { describe, expect, it } from "vitest";
import { alwaysValidPairs, eBenjaminiHochberg } from "./always-valid-pairs";
import { seededUniform } from "./seeded-uniform";

describe("eBenjaminiHochberg", () => {
  it("rejects the k largest when the k-th is at least K/(αk)", () => {
    expect(eBenjaminiHochberg([80, 30, 1, 0.2])).toEqual([true, false, false, false]);
    expect(eBenjaminiHochberg([1, 45, 0.2, 41])).toEqual([false, true, false, true]);
    expect(eBenjaminiHochberg([79, 0, 0, 0])).toEqual([false, false, false, false]);
    expect(eBenjaminiHochberg([])).toEqual([]);
  });
});

describe("alwaysValidPairs", () => {
  it("discovers the pairs that differ, with intervals wider than for one pair alone", () => {
    const uniform = seededUniform(81);
    const draw = (rate: number): number[] => Array.from({ length: 600 }, () => (uniform() < rate ? 1 : 0));
    const values = [draw(0.5), draw(0.7), draw(0.5), draw(0.35)];
    const tested = alwaysValidPairs(values.map((v, i) => ({ name: `pair ${i}`, values: v })));
    expect(tested.map(({ discovered }) => discovered)).toEqual([false, true, false, true]);
    const [alone] = alwaysValidPairs([{ name: "alone", values: values[0] ?? [] }]);
    const width = ([low, high]: [number, number]): number => high - low;
    expect(width(tested[0]?.interval ?? [0, 0])).toBeGreaterThan(width(alone?.interval ?? [0, 0]));
  });
});
