import type { ChartTable } from "@rlhf/ui";
import type { JudgmentRow } from "./use-judgments";

const COLUMNS = [
  ...["judgment", "at", "batch", "run", "annotator", "judge_kind", "candidate", "baseline", "verdict"],
  ...["strength_for_candidate", "outcome_for_candidate", "candidate_on_left", "active_ms", "reasons", "rationale"],
  ...["prompt_id", "prompt", "candidate_text", "baseline_text"],
];

/** Judgments as rows of a file, enough to compute every number again. */
export const judgmentsTable = (rows: readonly JudgmentRow[]): ChartTable => ({
  columns: COLUMNS,
  rows: rows.map((row) => [
    ...[row.judgmentId, row.at.toISOString(), row.batchName, row.run?.seq ?? null, row.annotatorName, row.judgeKind],
    ...[row.candidate, row.other].map(({ name, version }) => `${name} v${version}`),
    ...[row.verdict, row.strength, row.outcome, String(row.candidateOnLeft), row.activeMs, row.reasons.join("; ")],
    ...[row.rationale, row.promptId, row.messages.map((m) => m.content).join("\n"), row.candidateText, row.otherText],
  ]),
});
