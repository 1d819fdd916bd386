import { describe, expect, it } from "vitest";
import { readNumber } from "./read-number";

describe("readNumber", () => {
  it.each([
    ["900", 900],
    [" 1 000 ", 1000],
    ["14\u2009000", 14000],
    ["0,25", 0.25],
    ["1e-4", 1e-4],
    ["\u22123", -3],
  ])("reads %j as %d", (text, value) => expect(readNumber(text)).toEqual({ value }));

  it.each(["", "  ", "many", "1.2.3", "NaN", "Infinity", "1,2,3"])("refuses %j", (text) =>
    expect(readNumber(text)).toEqual({ error: "expected a number" }),
  );

  it("says the whole range when the number leaves it", () => {
    expect(readNumber("12", { min: 1, max: 9, whole: true })).toEqual({
      error: "expected a whole number from 1 to 9",
    });
    expect(readNumber("1.5", { min: 1, max: 9, whole: true })).toHaveProperty("error");
    expect(readNumber("0", { above: 0, max: 1 })).toEqual({ error: "expected a number, above 0 and at most 1" });
    expect(readNumber("0", { above: 0 })).toEqual({ error: "expected a number, above 0" });
  });

  it("takes bounds that belong to the range", () => {
    expect(readNumber("1", { min: 1, max: 9 })).toEqual({ value: 1 });
    expect(readNumber("9", { min: 1, max: 9 })).toEqual({ value: 9 });
  });
});
