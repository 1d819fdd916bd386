import { choiceWords } from "@rlhf/ui";

const GLYPHS = ["≪", "<", "≲", "=", "≳", ">", "≫"];
export type Judged = { glyph: string; words: string; side: "a" | "b" | "t" };

/** A verdict seen from the candidate, A: the sign of the seven-step scale, its words, and whose colour it bears. */
export function judged({ verdict, outcome, strength }: { verdict: string; outcome: number; strength: number }): Judged {
  if (verdict === "both_bad") return { glyph: "∅", words: choiceWords({ side: "both_bad", strength: 0 }), side: "t" };
  if (outcome === 0.5) return { glyph: "=", words: choiceWords({ side: "tie", strength: 0 }), side: "t" };
  const side = outcome === 1 ? "left" : "right";
  const letter = side === "left" ? "a" : "b";
  if (strength === 0)
    // judges that only say which
    return side === "left"
      ? { glyph: ">", words: "A better", side: letter }
      : { glyph: "<", words: "B better", side: letter };
  return {
    glyph: GLYPHS[strength + 3] ?? "?",
    words: choiceWords({ side, strength: Math.abs(strength) }),
    side: letter,
  };
}
