import { describe, expect, it } from "vitest";
import { ago, bytes, count, duration, figure, percent, percentBounds } from "./figures";

describe("figures", () => {
  it("separates thousands with a thin space", () => {
    expect([count(0), count(999), count(18432), count(-1234567)]).toEqual([
      "0",
      "999",
      "18\u2009432",
      "\u22121\u2009234\u2009567",
    ]);
  });

  it("keeps three digits of any size, and says what is not finite", () => {
    expect([0, 1.2345, 0.012345, -12.345, 1234.5, 0.0000012345].map((x) => figure(x))).toEqual([
      "0",
      "1.23",
      "0.0123",
      "\u221212.3",
      "1\u2009235",
      "1.23e\u22126",
    ]);
    expect([NaN, Infinity, -Infinity].map((x) => figure(x))).toEqual(["NaN", "∞", "\u2212∞"]);
  });

  it("writes shares in percent with their bounds", () => {
    expect(`${percent(0.579)} ${percentBounds(0.522, 0.635)}`).toBe("57.9\u2009% [52.2, 63.5]");
  });

  it("writes durations in the two units that matter", () => {
    expect([1.38, 42.4, 192, 9660, 200000].map(duration)).toEqual(["1.4 s", "42 s", "3 m 12 s", "2 h 41 m", "2 d 7 h"]);
  });

  it("tells the past from the future", () => {
    const now = new Date("2026-11-24T12:00:00Z");
    expect(ago(new Date("2026-11-24T11:59:56Z"), now)).toBe("4 s ago");
    expect(ago(new Date("2026-11-24T14:05:00Z"), now)).toBe("in 2 h 5 m");
    expect(ago(now, now)).toBe("now");
  });

  it("writes bytes in powers of 1000", () => {
    expect([0, 999, 1400000].map(bytes)).toEqual(["0 B", "999 B", "1.4 MB"]);
  });
});
