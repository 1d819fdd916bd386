import type { UserKind } from "@rlhf/domain";

/** What the page compares: two policy versions, and whose judgments count; without a kind, everybody's. */
export type ComparedPair = { candidateId: string; baselineId: string; judgeKind?: UserKind };

export const JUDGES = [
  { kind: "human", word: "people" },
  { kind: "simulated", word: "simulated people" },
  { kind: "oracle", word: "oracle" },
  { kind: "service", word: "reward model" },
  { kind: "llm_judge", word: "language model" },
] as const satisfies readonly { kind: UserKind; word: string }[];

type Asked = { candidate: string | null; baseline: string | null; judge: string | null };
type Known = { ids: ReadonlySet<string>; newest: Omit<ComparedPair, "judgeKind"> | null };
export type PairAnswer = { pair: ComparedPair } | { wrong: "unknown" | "same" | "none" };

/** The pair that an address names; what it leaves out comes from the newest comparison. */
export function pairOf({ candidate, baseline, judge }: Asked, { ids, newest }: Known): PairAnswer {
  const judgeKind = JUDGES.find(({ kind }) => kind === judge)?.kind;
  if ((candidate && !ids.has(candidate)) || (baseline && !ids.has(baseline)) || (judge && !judgeKind))
    return { wrong: "unknown" };
  const others = newest ? [newest.candidateId, newest.baselineId] : [];
  const candidateId = candidate ?? others.find((id) => id !== baseline);
  const baselineId = baseline ?? [...others].reverse().find((id) => id !== candidateId);
  if (!candidateId || !baselineId) return { wrong: "none" };
  if (candidateId === baselineId) return { wrong: "same" };
  return { pair: { candidateId, baselineId, judgeKind } };
}

/** The page's address with other choices; null takes one out. */
export function withChoice(search: string, choice: Partial<Record<"candidate" | "baseline" | "judge", string | null>>) {
  const params = new URLSearchParams(search);
  for (const [name, value] of Object.entries(choice))
    if (value === null) params.delete(name);
    else params.set(name, value);
  params.delete("judgments"); // the drawer was about the old choice
  return `?${params}`;
}
