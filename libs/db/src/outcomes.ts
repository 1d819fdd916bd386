import { PairwiseOutcome, type UserKind } from "@rlhf/domain";
import type { Db } from "./open-database";
import { rowsOf } from "./query";

export type OutcomeFilter = {
  projectId?: string;
  batchIds?: readonly string[];
  judgeKind?: UserKind;
  policyVersionIds?: readonly string[];
  /** Also gold and repeated tasks, whose weight is 0. */
  withChecks?: boolean;
};

/** The counted comparisons behind every win rate, ordered by batch, task and judge. */
export async function listOutcomes(db: Db, filter: OutcomeFilter): Promise<PairwiseOutcome[]> {
  const sql = `
    select o.judgment_id as "judgmentId", o.batch_id as "batchId", o.task_id as "taskId", t.ordinal as "taskOrdinal",
      o.prompt_id as "promptId", o.annotator_id as "annotatorId", m.ordinal as "annotatorOrdinal", o.judge_kind as "judgeKind",
      o.pv_i as "policyVersionI", o.pv_j as "policyVersionJ", o.generation_i as "generationI", o.generation_j as "generationJ",
      o.outcome, o.verdict, o.strength, o.weight, o.i_on_left as "iOnLeft", o.dlen
    from pairwise_outcome o join comparison_task t on t.id = o.task_id join label_batch b on b.id = o.batch_id
    join project_member m on m.project_id = o.project_id and m.user_id = o.annotator_id
    where ($1::uuid is null or o.project_id = $1) and ($2::uuid[] is null or o.batch_id = any($2))
      and ($3::user_kind is null or o.judge_kind = $3)
      and ($4::uuid[] is null or (o.pv_i = any($4) and o.pv_j = any($4))) and (o.weight > 0 or $5)
    order by b.project_id, b.ordinal, t.ordinal, m.ordinal, o.pair_no`;
  const values = [
    filter.projectId ?? null,
    filter.batchIds ?? null,
    filter.judgeKind ?? null,
    filter.policyVersionIds ?? null,
    filter.withChecks ?? false,
  ];
  return rowsOf(db, PairwiseOutcome, { sql, values });
}
