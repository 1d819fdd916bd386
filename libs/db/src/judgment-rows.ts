import { Message, UserKind, Verdict, type Split } from "@rlhf/domain";
import { z } from "zod";
import type { Db } from "./open-database";
import { rowOf, rowsOf } from "./query";

// The judgments behind a number. `candidate` is the policy that a question names, else the first of the pair.

const Versioned = z.strictObject({ id: z.uuid(), name: z.string(), version: z.int() });

export const JudgmentRow = z.strictObject({
  judgmentId: z.uuid(),
  at: z.date(),
  batchId: z.uuid(),
  batchName: z.string(),
  /** The run that asked for the judgment: an evaluation, a labeling stage; null for a batch that people opened. */
  run: z.strictObject({ id: z.uuid(), seq: z.int(), kind: z.string() }).nullable(),
  annotatorId: z.uuid(),
  annotatorName: z.string(),
  judgeKind: UserKind,
  verdict: Verdict,
  /** −3…3, positive where the candidate is better. */
  strength: z.int(),
  /** 1 = the candidate won, 0 = it lost, ½ otherwise. */
  outcome: z.number(),
  candidateOnLeft: z.boolean(),
  rationale: z.string().nullable(),
  reasons: z.array(z.string()),
  activeMs: z.int().nullable(),
  promptId: z.uuid(),
  messages: z.array(Message),
  candidate: Versioned,
  other: Versioned,
  candidateText: z.string(),
  otherText: z.string(),
});

export type JudgmentFilter = {
  projectId: string;
  /** Without one: every pair. */
  candidateId?: string;
  /** Without one: the candidate against anyone. */
  baselineId?: string;
  judgeKind?: UserKind;
  promptId?: string;
  annotatorId?: string;
  batchId?: string;
  outcome?: number;
  tag?: string;
  split?: Split;
  /** Characters of the prompt: more than the first, at most the second. */
  charsOver?: number;
  charsUpTo?: number;
};

const IS_CANDIDATE = "(o.pv_i = $2::uuid or $2::uuid is null)";
const OUTCOME = `case when ${IS_CANDIDATE} then o.outcome else 1 - o.outcome end`;
const CHARS = `(select coalesce(sum(length(m ->> 'content')), 0)::int from jsonb_array_elements(p.messages) m)`;
const WHERE = `o.project_id = $1 and o.weight > 0
      and ($2::uuid is null or (o.pv_i = $2 and ($3::uuid is null or o.pv_j = $3)) or (o.pv_j = $2 and ($3::uuid is null or o.pv_i = $3)))
      and ($4::user_kind is null or o.judge_kind = $4) and ($5::uuid is null or o.prompt_id = $5)
      and ($6::uuid is null or o.annotator_id = $6) and ($7::uuid is null or o.batch_id = $7)
      and ($8::real is null or (${OUTCOME}) = $8) and ($9::text is null or p.tags @> array[$9]) and ($10::split is null or p.split = $10)
      and ($11::int is null or ${CHARS} > $11) and ($12::int is null or ${CHARS} <= $12)`;

/** The counted judgments that a filter means, newest first; `before` is the last one of the page before. */
export async function judgmentRows(
  db: Db,
  filter: JudgmentFilter & { before?: { at: Date; judgmentId: string } | null; limit: number },
): Promise<z.infer<typeof JudgmentRow>[]> {
  const side = (name: string, yes: string, no: string) =>
    `case when ${IS_CANDIDATE} then ${yes} else ${no} end as "${name}"`;
  const version = (v: string) => `jsonb_build_object('id', ${v}.id, 'name', ${v}p.name, 'version', ${v}.version)`;
  const sql = `with page as (
      select j.id as "judgmentId", o.created_at as at, b.id as "batchId", b.name as "batchName", u.id as "annotatorId",
        u.name as "annotatorName", o.judge_kind as "judgeKind", o.verdict, ${side("strength", "o.strength", "-o.strength")},
        j.rationale, j.reasons, j.active_ms as "activeMs", o.prompt_id as "promptId", p.messages, ${OUTCOME} as outcome,
        ${IS_CANDIDATE} = o.i_on_left as "candidateOnLeft", ${side("candidateText", "gi.text", "gj.text")},
        ${side("otherText", "gj.text", "gi.text")}, ${side("candidate", version("vi"), version("vj"))},
        ${side("other", version("vj"), version("vi"))}
      from pairwise_outcome o join judgment j on j.id = o.judgment_id join label_batch b on b.id = o.batch_id
      join app_user u on u.id = o.annotator_id join prompt p on p.id = o.prompt_id
      join generation gi on gi.id = o.generation_i join generation gj on gj.id = o.generation_j
      join policy_version vi on vi.id = o.pv_i join policy vip on vip.id = vi.policy_id
      join policy_version vj on vj.id = o.pv_j join policy vjp on vjp.id = vj.policy_id
      where ${WHERE} and ($13::timestamptz is null or (o.created_at, o.judgment_id) < ($13, $14::uuid))
      order by o.created_at desc, o.judgment_id desc limit $15),
    makers as (
      select distinct on (b."batchId") b."batchId", jsonb_build_object('id', r.id, 'seq', r.seq, 'kind', r.kind) as run
      from (select distinct "batchId" from page) b join training_run r on r.project_id = $1 and r.result ->> 'batchId' = b."batchId"::text
      order by b."batchId", r.seq)
    select page.*, makers.run from page left join makers using ("batchId") order by at desc, "judgmentId" desc`;
  const { before, limit } = filter;
  const values = [...valuesOf(filter), before?.at ?? null, before?.judgmentId ?? null, limit];
  return rowsOf(db, JudgmentRow, { sql, values });
}

/** How many judgments a filter means. */
export async function countJudgments(db: Db, filter: JudgmentFilter): Promise<number> {
  const sql = `select count(*)::int as n from pairwise_outcome o join prompt p on p.id = o.prompt_id where ${WHERE}`;
  return (await rowOf(db, z.object({ n: z.int() }), { sql, values: valuesOf(filter), what: "judgments" })).n;
}

const valuesOf = (f: JudgmentFilter): unknown[] =>
  [
    ...[f.projectId, f.candidateId, f.baselineId, f.judgeKind, f.promptId, f.annotatorId, f.batchId, f.outcome],
    ...[f.tag, f.split, f.charsOver, f.charsUpTo],
  ].map((value) => value ?? null);
