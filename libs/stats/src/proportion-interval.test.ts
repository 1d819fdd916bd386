import { describe, expect, it } from "vitest";
import golden from "../golden/stats_first.json" with { type: "json" };
import { jeffreysInterval, wilsonInterval } from "./proportion-interval";

const digits4 = (interval: readonly number[]): string[] => interval.map((x) => x.toFixed(4));

describe("wilsonInterval", () => {
  it("prints the four examples of Newcombe 1998, table I", () => {
    expect(digits4(wilsonInterval(81, 263))).toEqual(["0.2553", "0.3662"]);
    expect(digits4(wilsonInterval(15, 148))).toEqual(["0.0624", "0.1605"]);
    expect(digits4(wilsonInterval(0, 20))).toEqual(["0.0000", "0.1611"]);
    expect(digits4(wilsonInterval(1, 29))).toEqual(["0.0061", "0.1718"]);
  });

  it("knows nothing without trials", () => expect(wilsonInterval(0, 0)).toEqual([0, 1]));
});

it("equals statsmodels' Wilson and Jeffreys intervals to 12 digits", () => {
  for (const { successes, trials, level, wilson, jeffreys } of golden.proportions) {
    wilsonInterval(successes, trials, { level }).forEach((x, i) => expect(x).toBeCloseTo(wilson[i] ?? NaN, 12));
    jeffreysInterval(successes, trials, { level }).forEach((x, i) => expect(x).toBeCloseTo(jeffreys[i] ?? NaN, 12));
  }
});

it("swaps ends when successes and failures swap", () => {
  for (const interval of [wilsonInterval, jeffreysInterval]) {
    const [low, high] = interval(7, 30);
    expect(interval(23, 30)[0]).toBeCloseTo(1 - high, 14);
    expect(interval(23, 30)[1]).toBeCloseTo(1 - low, 14);
  }
});
