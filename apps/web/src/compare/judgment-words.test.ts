import { expect, it } from "vitest";
import { judged } from "./judgment-words";

it("shows each step of the scale from the candidate's side", () => {
  const glyphs = [3, 2, 1, -1, -2, -3].map((strength) => {
    const outcome = strength > 0 ? 1 : 0;
    return judged({ verdict: "b", outcome, strength }); // the letter in the database is an item's, not the candidate's
  });
  expect(glyphs.map((g) => g.glyph).join(" ")).toBe("≫ > ≳ ≲ < ≪");
  expect(glyphs.map((g) => g.side).join("")).toBe("aaabbb");
  expect(glyphs[0]?.words).toBe("A better, strength 3 of 3");
  expect(glyphs[5]?.words).toBe("B better, strength 3 of 3");
});

it("tells a tie, two bad answers and a bare choice apart", () => {
  expect(judged({ verdict: "tie", outcome: 0.5, strength: 0 }).words).toBe("About the same");
  expect(judged({ verdict: "both_bad", outcome: 0.5, strength: 0 }).words).toBe("Both bad");
  expect(judged({ verdict: "a", outcome: 0, strength: 0 })).toEqual({ glyph: "<", words: "B better", side: "b" });
});
