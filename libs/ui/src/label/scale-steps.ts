import type { Side } from "@rlhf/domain";

/** One point of the scale: what was pressed, how strongly (1 slightly … 3 much). */
export type Choice = { side: Side; strength: number };

/** From A much better to B much better, in the order on the screen. */
export const SCALE_STEPS = [
  { name: "aMuch", sign: "≫", words: "A much better", choice: { side: "left", strength: 3 } },
  { name: "aBetter", sign: ">", words: "A better", choice: { side: "left", strength: 2 } },
  { name: "aSlightly", sign: "≳", words: "A slightly better", choice: { side: "left", strength: 1 } },
  { name: "same", sign: "=", words: "About the same", choice: { side: "tie", strength: 0 } },
  { name: "bSlightly", sign: "≲", words: "B slightly better", choice: { side: "right", strength: 1 } },
  { name: "bBetter", sign: "<", words: "B better", choice: { side: "right", strength: 2 } },
  { name: "bMuch", sign: "≪", words: "B much better", choice: { side: "right", strength: 3 } },
] as const satisfies readonly { name: string; sign: string; words: string; choice: Choice }[];
export const BOTH_BAD: Choice = { side: "both_bad", strength: 0 };

export const sameChoice = (a: Choice | null, b: Choice): boolean => a?.side === b.side && a.strength === b.strength;

/** "A better, strength 2 of 3": what a screen reader announces and the toast repeats. */
export function choiceWords({ side, strength }: Choice): string {
  if (side === "both_bad") return "Both bad";
  if (side === "tie") return "About the same";
  return `${side === "left" ? "A" : "B"} better, strength ${strength} of 3`;
}

/** `A` or `B` alone means better; pressed again, one more, and from the strongest back to slightly. */
export function quickPick(current: Choice | null, side: "left" | "right"): Choice {
  if (current?.side !== side) return { side, strength: 2 };
  return { side, strength: (current.strength % 3) + 1 };
}
