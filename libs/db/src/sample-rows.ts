import { Message, type UserKind } from "@rlhf/domain";
import { z } from "zod";
import type { Db } from "./open-database";
import { rowsOf } from "./query";

export const SampleRow = z.strictObject({
  promptId: z.uuid(),
  messages: z.array(Message),
  tags: z.array(z.string()),
  /** In the order of the policies asked for; null where one has no answer. Judged answers before others. */
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
  /** Mean outcome of the first policy against the others; null without judgments. */
  rate: z.number().nullable(),
  /** At most twelve judgments between the first two policies; strength is positive where the first is better. */
  votes: z.array(z.strictObject({ verdict: z.string(), outcome: z.number(), strength: z.int() })),
});

/** `disputed`: judges disagree most; `lost`: the first policy does worst; `prompt`: as the prompts stand. */
export const SAMPLE_ORDERS = ["disputed", "lost", "prompt"] as const;

type Asked = {
  projectId: string;
  policyVersionIds: readonly string[];
  judgeKind?: UserKind;
  /** Part of the prompt or of an answer. */
  search?: string;
  order: (typeof SAMPLE_ORDERS)[number];
  offset: number;
  limit: number;
};

const ORDER: Record<Asked["order"], string> = {
  disputed: "split desc nulls last, n desc, prompt_set_id, ordinal",
  lost: "rate nulls last, n desc, prompt_set_id, ordinal",
  prompt: "prompt_set_id, ordinal",
};

const shared = (order: Asked["order"]) => `with judged as (
    select prompt_id, count(*)::int as n, array_agg(generation_i) || array_agg(generation_j) as shown,
      1 - abs(2 * avg(case when pv_i < pv_j then outcome else 1 - outcome end) - 1) as split,
      avg(case when pv_i = ($2::uuid[])[1] then outcome else 1 - outcome end) filter (where ($2::uuid[])[1] in (pv_i, pv_j)) as rate,
      (jsonb_agg(jsonb_build_object('verdict', verdict, 'strength', case when pv_i = ($2::uuid[])[1] then strength else -strength end,
        'outcome', case when pv_i = ($2::uuid[])[1] then outcome else 1 - outcome end) order by created_at)
        filter (where ($2::uuid[])[1] in (pv_i, pv_j) and ($2::uuid[])[2] in (pv_i, pv_j))) as votes
    from pairwise_outcome where project_id = $1 and weight > 0 and pv_i = any($2::uuid[]) and pv_j = any($2::uuid[]) and pv_i <> pv_j
      and ($3::user_kind is null or judge_kind = $3) group by prompt_id),
  answered as (
    select prompt_id from generation where policy_version_id = any($2::uuid[]) group by prompt_id
    having count(distinct policy_version_id) = cardinality($2::uuid[])),
  found as (
    select p.id, p.messages, p.tags, p.prompt_set_id, p.ordinal, coalesce(j.n, 0) as n, j.split, j.rate, j.votes, j.shown
    from answered s join prompt p on p.id = s.prompt_id left join judged j on j.prompt_id = p.id
    where p.project_id = $1 and ($4::text is null or strpos(lower(p.messages::text), lower($4)) > 0 or exists (
      select 1 from generation g where g.prompt_id = p.id and g.policy_version_id = any($2::uuid[]) and strpos(lower(g.text), lower($4)) > 0))),
  page as (
    select *, count(*) over ()::int as total, row_number() over (order by ${ORDER[order]}) as place from found
    order by ${ORDER[order]} offset $5 limit $6)`;

const ANSWERS = `(select jsonb_agg(case when g.id is null then null else jsonb_build_object('generationId', g.id, 'text', g.text,
      'nTokens', g.n_tokens, 'klSum', g.kl_sum, 'score', g.score) end order by v.no)
    from unnest($2::uuid[]) with ordinality as v (id, no) left join lateral (
      select g.id, g.text, g.n_tokens, g.kl_sum, (select r.score from reward_score r
        join reward_model_version m on m.id = r.reward_model_version_id where r.generation_id = g.id order by m.created_at desc limit 1) as score
      from generation g where g.prompt_id = page.id and g.policy_version_id = v.id
      order by g.id = any(coalesce(page.shown, '{}')) desc, g.seed, g.sample_index limit 1) g on true)`;

/** Prompts that all these policies answered, side by side. */
export async function sideBySideSamples(
  db: Db,
  asked: Asked,
): Promise<{ rows: z.infer<typeof SampleRow>[]; total: number }> {
  const sql = `${shared(asked.order)}
    select page.id as "promptId", page.messages, page.tags, page.n as judgments, page.split::float8 as disagreement,
      page.rate::float8 as rate, coalesce((select jsonb_agg(v) from jsonb_path_query(page.votes, '$[0 to 11]') v), '[]') as votes,
      ${ANSWERS} as answers, page.total
    from page order by page.place`;
  const { projectId, policyVersionIds, judgeKind, search, offset, limit } = asked;
  const values = [projectId, policyVersionIds, judgeKind ?? null, search || null, offset, limit];
  const found = await rowsOf(db, SampleRow.extend({ total: z.int() }), { sql, values });
  return { rows: found.map(({ total: _, ...row }) => row), total: found[0]?.total ?? 0 };
}
