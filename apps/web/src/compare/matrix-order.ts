import type { ComparedPair } from "./compared-pair";

type Cell = { rowId: string; judgments: number };
type Pair = Pick<ComparedPair, "candidateId" | "baselineId">;

/** The judged policies: those of the best rating first; where one must choose, the compared two and the most judged stay. */
export function matrixOrder(
  cells: readonly Cell[],
  { pair, best, atMost }: { pair: Pair; best: readonly string[]; atMost: number },
): string[] {
  const judged = new Map<string, number>();
  for (const { rowId, judgments } of cells) judged.set(rowId, (judged.get(rowId) ?? 0) + judgments);
  const isCompared = (id: string) => Number(id === pair.candidateId || id === pair.baselineId);
  const byWeight = [...judged.keys()].sort(
    (a, b) => isCompared(b) - isCompared(a) || (judged.get(b) ?? 0) - (judged.get(a) ?? 0),
  );
  const rank = (id: string) => (best.includes(id) ? best.indexOf(id) : best.length);
  const [kept, rest] = [byWeight.slice(0, atMost), byWeight.slice(atMost)];
  return [...kept.sort((a, b) => rank(a) - rank(b)), ...rest];
}

/** A is blue, B is orange, everyone else has no colour. */
export function sideOf(id: string, pair: Pair): "a" | "b" | undefined {
  if (id === pair.candidateId) return "a";
  return id === pair.baselineId ? "b" : undefined;
}
