import { diffWordsWithSpace } from "diff";

/** A piece of one answer; `own` = the other answer does not have it there. */
export type DiffPiece = { text: string; own: boolean };

/** Both answers cut where they differ, word by word. The pieces of each side join to its text. */
export function wordDiff(left: string, right: string): { left: DiffPiece[]; right: DiffPiece[] } {
  const parts = diffWordsWithSpace(left, right);
  const side = (skip: "added" | "removed") =>
    parts.filter((p) => !p[skip]).map((p) => ({ text: p.value, own: Boolean(p.added || p.removed) }));
  return { left: side("added"), right: side("removed") };
}
