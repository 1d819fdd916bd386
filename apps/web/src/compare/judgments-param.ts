import type { RouterInputs } from "@rlhf/api";

/** Which judgments: what `compare.judgments` takes, without the project and the page. */
export type JudgmentsFilter = Omit<RouterInputs["compare"]["judgments"], "projectId" | "before" | "limit">;

export const PARAM = "judgments";
export const OUTCOME_WORDS = { won: 1, even: 0.5, lost: 0 } as const;

/** Word in the address → field of the filter. */
export const FIELD_OF = {
  candidate: "candidateId",
  baseline: "baselineId",
  judge: "judgeKind",
  outcome: "outcome",
  annotator: "annotatorId",
  prompt: "promptId",
  batch: "batchId",
  split: "split",
  over: "charsOver",
  upto: "charsUpTo",
  tag: "tag", // last: a tag may contain a dot
} as const satisfies Record<string, keyof JudgmentsFilter>;

/** The filter as one word of an address: `candidate.<id>.baseline.<id>.judge.human.outcome.lost`. */
export function judgmentsParam(filter: JudgmentsFilter): string {
  return Object.entries(FIELD_OF)
    .flatMap(([word, field]) => {
      const value = field === "outcome" ? outcomeWord(filter.outcome) : filter[field];
      return value === undefined ? [] : [word, String(value)];
    })
    .join(".");
}

const outcomeWord = (outcome: JudgmentsFilter["outcome"]): string | undefined =>
  Object.entries(OUTCOME_WORDS).find(([, value]) => value === outcome)?.[0];

/** The address of this page with the judgments open, or closed with null. */
export function withJudgments(path: string, search: string, filter: JudgmentsFilter | null): string {
  const params = new URLSearchParams(search);
  if (filter) params.set(PARAM, judgmentsParam(filter));
  else params.delete(PARAM);
  return params.size > 0 ? `${path}?${params}` : path;
}
