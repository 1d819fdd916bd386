import { Message, Split, type UserKind } from "@rlhf/domain";
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

export const SampleRow = z.strictObject({
  promptId: z.uuid(),
  messages: z.array(Message),
  tags: z.array(z.string()),
  /** In the order of the policies asked for; null where one has no answer. */
  answers: z.array(
    z
      .strictObject({
        generationId: z.uuid(),
        text: z.string(),
        nTokens: z.int(),
        klSum: z.number().nullable(),
        score: z.number().nullable(),
      })
      .nullable(),
  ),
  judgments: z.int(),
  /** 0 = all judges agree, 1 = they are split in halves; null without judgments. */
  disagreement: z.number().nullable(),
});

/** Prompts that all these policies answered, side by side; those on which judges disagree most come first. */
export async function sideBySideSamples(
  db: Db,
  asked: { projectId: string; policyVersionIds: readonly string[]; search?: string; offset: number; limit: number },
): Promise<z.infer<typeof SampleRow>[]> {
  const sql = `with judged as (
      select prompt_id, count(*)::int as n, 1 - abs(2 * avg(case when pv_i < pv_j then outcome else 1 - outcome end) - 1) as split
      from pairwise_outcome where project_id = $1 and weight > 0 and pv_i = any($2::uuid[]) and pv_j = any($2::uuid[])
      group by prompt_id),
    shared as (
      select prompt_id from generation where policy_version_id = any($2::uuid[]) group by prompt_id
      having count(distinct policy_version_id) = cardinality($2::uuid[])),
    page as (
      select p.id, p.messages, p.tags, coalesce(j.n, 0) as n, j.split from shared s join prompt p on p.id = s.prompt_id
      left join judged j on j.prompt_id = p.id
      where p.project_id = $1 and ($3::text is null or strpos(lower(p.messages::text), lower($3)) > 0)
      order by j.split desc nulls last, j.n desc nulls last, p.prompt_set_id, p.ordinal offset $4 limit $5)
    select page.id as "promptId", page.messages, page.tags, page.n as judgments, page.split::float8 as disagreement,
      (select jsonb_agg(case when g.id is null then null else jsonb_build_object('generationId', g.id, 'text', g.text,
          'nTokens', g.n_tokens, 'klSum', g.kl_sum, 'score', g.score) end order by v.no)
       from unnest($2::uuid[]) with ordinality as v (id, no) left join lateral (
         select g.id, g.text, g.n_tokens, g.kl_sum, (select r.score from reward_score r where r.generation_id = g.id limit 1) as score
         from generation g where g.prompt_id = page.id and g.policy_version_id = v.id
         order by g.seed, g.sample_index limit 1) g on true) as answers
    from page order by page.split desc nulls last, page.n desc, page.id`;
  const { projectId, policyVersionIds, search, offset, limit } = asked;
  return rowsOf(db, SampleRow, { sql, values: [projectId, policyVersionIds, search ?? null, offset, limit] });
}

export const TriageStatus = z.enum(["open", "acknowledged", "fixed", "wont_fix"]);

export const RegressionRow = z.strictObject({
  promptId: z.uuid(),
  messages: z.array(Message),
  /** Mean outcome of the candidate, below ½. */
  rate: z.number(),
  judgments: z.int(),
  strength: z.number(),
  candidateText: z.string(),
  baselineText: z.string(),
  status: TriageStatus,
  note: z.string().nullable(),
});

type Pair = { projectId: string; candidateId: string; baselineId: string };

/** Prompts on which the candidate lost to the baseline, the clearest losses first. */
export async function regressionRows(
  db: Db,
  of: Pair & { status?: z.infer<typeof TriageStatus>; limit: number },
): Promise<z.infer<typeof RegressionRow>[]> {
  const sql = `with lost as (
      select prompt_id, count(*)::int as n, avg(case when pv_i = $2 then outcome else 1 - outcome end)::float8 as rate,
        avg(abs(strength))::float8 as strength,
        (array_agg(case when pv_i = $2 then generation_i else generation_j end order by created_at))[1] as candidate,
        (array_agg(case when pv_i = $2 then generation_j else generation_i end order by created_at))[1] as baseline
      from pairwise_outcome where project_id = $1 and weight > 0
        and ((pv_i = $2 and pv_j = $3) or (pv_i = $3 and pv_j = $2)) group by prompt_id)
    select l.prompt_id as "promptId", p.messages, l.rate, l.n as judgments, l.strength, c.text as "candidateText",
      b.text as "baselineText", coalesce(r.status, 'open') as status, r.note
    from lost l join prompt p on p.id = l.prompt_id join generation c on c.id = l.candidate join generation b on b.id = l.baseline
    left join regression_case r on r.prompt_id = l.prompt_id and r.candidate_pv = $2 and r.baseline_pv = $3
    where l.rate < 0.5 and ($4::text is null or coalesce(r.status, 'open') = $4)
    order by l.rate, l.n desc, l.strength desc, p.prompt_set_id, p.ordinal limit $5`;
  const values = [of.projectId, of.candidateId, of.baselineId, of.status ?? null, of.limit];
  return rowsOf(db, RegressionRow, { sql, values });
}

/** Records what people decided about a regression. */
export async function triageRegression(
  db: Db,
  triage: Pair & { promptId: string; status: z.infer<typeof TriageStatus>; note: string | null; userId: string },
): Promise<void> {
  const sql = `insert into regression_case (id, project_id, prompt_id, candidate_pv, baseline_pv, status, note, updated_by)
    values (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7)
    on conflict (prompt_id, baseline_pv, candidate_pv) do update set status = excluded.status, note = excluded.note,
      updated_by = excluded.updated_by, updated_at = now() returning id`;
  const { projectId, promptId, candidateId, baselineId, status, note, userId } = triage;
  await rowsOf(db, z.object({ id: z.uuid() }), {
    sql,
    values: [projectId, promptId, candidateId, baselineId, status, note, userId],
  });
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
