import type { wordDiff } from "@rlhf/ui";

type Pieces = ReturnType<typeof wordDiff>["left"];

/** An answer whose own words are marked; the rest stands in the other answer too. */
export function DiffText({ pieces, side }: { pieces: Pieces; side: "a" | "b" | "r" }) {
  return (
    <p className={`words w${side}`}>
      {pieces.map(({ text, own }, i) => (own && text.trim() !== "" ? <ins key={i}>{text}</ins> : text))}
    </p>
  );
}
