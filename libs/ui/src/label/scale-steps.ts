import type { Side } from "@rlhf/domain";

/** One point of the scale: what was pressed, how strongly (1 slightly … 3 much), in the order on the screen. */
export type Choice = { side: Side; strength: number };
export type ScaleStep = { key: string; sign: string; words: string; choice: Choice };

/** From A much better to B much better, as keys 1 to 7. */
export const SCALE_STEPS: readonly ScaleStep[] = [
  { key: "1", sign: "≫", words: "A much better", choice: { side: "left", strength: 3 } },
  { key: "2", sign: ">", words: "A better", choice: { side: "left", strength: 2 } },
  { key: "3", sign: "≳", words: "A slightly better", choice: { side: "left", strength: 1 } },
  { key: "4", sign: "=", words: "About the same", choice: { side: "tie", strength: 0 } },
  { key: "5", sign: "≲", words: "B slightly better", choice: { side: "right", strength: 1 } },
  { key: "6", sign: "<", words: "B better", choice: { side: "right", strength: 2 } },
  { key: "7", sign: "≪", words: "B much better", choice: { side: "right", strength: 3 } },
];
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
