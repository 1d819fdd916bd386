import { Split, type UserKind } from "@rlhf/domain";
import { z } from "zod";
import type { Db } from "./open-database";
import { rowsOf } from "./query";

// Rows behind the numbers of a comparison: each number leads down to these.

/** Names the newest judgment of a project; retractions are judgments too. Null before the first. */
export async function judgmentHighWater(db: Db, projectId: string): Promise<string | null> {
  const sql = `select id from judgment where project_id = $1 order by created_at desc, id desc limit 1`;
  const [row] = await rowsOf(db, z.object({ id: z.uuid() }), { sql, values: [projectId] });
  return row?.id ?? null;
}

const Traits = z.object({ id: z.uuid(), tags: z.array(z.string()), split: Split, chars: z.int() });

/** What prompts are sliced by. */
export async function promptTraits(
  db: Db,
  ids: readonly string[],
): Promise<Map<string, Omit<z.infer<typeof Traits>, "id">>> {
  const sql = `select id, tags, split, (select coalesce(sum(length(m ->> 'content')), 0)::int from jsonb_array_elements(messages) m) as chars
    from prompt where id = any($1::uuid[])`;
  const rows = await rowsOf(db, Traits, { sql, values: [[...new Set(ids)]] });
  return new Map(rows.map(({ id, ...traits }) => [id, traits]));
}

const ScoredPair = z.object({
  promptId: z.uuid(),
  taskId: z.uuid(),
  annotatorId: z.uuid(),
  outcome: z.number(),
  margin: z.number(),
});

/** Judged pairs whose answers a reward model has scored: its margin beside what the judge said. */
export async function scoredPairs(
  db: Db,
  of: { projectId: string; rewardModelVersionId: string; judgeKind?: UserKind },
): Promise<z.infer<typeof ScoredPair>[]> {
  const sql = `select o.prompt_id as "promptId", o.task_id as "taskId", o.annotator_id as "annotatorId", o.outcome,
      (si.score - sj.score)::float8 as margin
    from pairwise_outcome o join reward_score si on si.generation_id = o.generation_i and si.reward_model_version_id = $2
    join reward_score sj on sj.generation_id = o.generation_j and sj.reward_model_version_id = $2
    where o.project_id = $1 and o.weight > 0 and o.judge_kind <> 'service' and ($3::user_kind is null or o.judge_kind = $3)`;
  return rowsOf(db, ScoredPair, { sql, values: [of.projectId, of.rewardModelVersionId, of.judgeKind ?? null] });
}

export const RewardModelRow = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  version: z.int(),
  runId: z.uuid().nullable(),
  valAccuracy: z.number().nullable(),
  ece: z.number().nullable(),
  temperature: z.number(),
  createdAt: z.date(),
});

/** Newest first. */
export async function rewardModelRows(db: Db, projectId: string): Promise<z.infer<typeof RewardModelRow>[]> {
  const sql = `select v.id, m.name, v.version, v.run_id as "runId", v.val_accuracy as "valAccuracy", v.ece, v.temperature,
      v.created_at as "createdAt"
    from reward_model_version v join reward_model m on m.id = v.reward_model_id where m.project_id = $1
    order by v.created_at desc, v.version desc`;
  return rowsOf(db, RewardModelRow, { sql, values: [projectId] });
}
