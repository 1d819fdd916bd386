import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wordDiff } from "./word-diff";

const joined = (pieces: readonly { text: string }[]) => pieces.map((p) => p.text).join("");

describe("wordDiff", () => {
  it("marks the words that only one side has", () => {
    const { left, right } = wordDiff("the red coat was fresh", "the green coat was fresh");
    expect(left.filter((p) => p.own).map((p) => p.text)).toEqual(["red"]);
    expect(right.filter((p) => p.own).map((p) => p.text)).toEqual(["green"]);
  });

  it("loses and adds nothing, whatever the texts", () => {
    const words = fc.array(fc.constantFrom("a", "coat", " ", "\n", ".", "été", "  ", "```"), { maxLength: 30 });
    fc.assert(
      fc.property(words, words, (a, b) => {
        const [x, y] = [a.join(""), b.join("")];
        const { left, right } = wordDiff(x, y);
        expect([joined(left), joined(right)]).toEqual([x, y]);
      }),
    );
  });

  it("marks nothing between equal texts", () => {
    expect(wordDiff("same text", "same text").left.some((p) => p.own)).toBe(false);
  });
});
