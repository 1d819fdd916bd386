import { Message, type UserKind } from "@rlhf/domain";
import { z } from "zod";
import type { Db } from "./open-database";
import { rowsOf } from "./query";

export const TriageStatus = z.enum(["open", "acknowledged", "fixed", "wont_fix"]);
type TriageStatus = z.infer<typeof TriageStatus>;

export const RegressionRow = z.strictObject({
  promptId: z.uuid(),
  messages: z.array(Message),
  tags: z.array(z.string()),
  /** Mean outcome of the candidate, below ½. */
  rate: z.number(),
  judgments: z.int(),
  wins: z.int(),
  ties: z.int(),
  losses: z.int(),
  /** Mean of how strongly judges felt, 0–3. */
  strength: z.number(),
  candidateText: z.string(),
  baselineText: z.string(),
  status: TriageStatus,
  note: z.string().nullable(),
  /** Who decided last, and when; null while nobody has. */
  decidedBy: z.string().nullable(),
  decidedAt: z.date().nullable(),
});

type Pair = { projectId: string; candidateId: string; baselineId: string };
type Asked = Pair & { judgeKind?: UserKind };

const LOST = `with lost as (
    select * from (
      select prompt_id, count(*)::int as n, avg(case when pv_i = $2 then outcome else 1 - outcome end)::float8 as rate,
        count(*) filter (where case when pv_i = $2 then outcome = 1 else outcome = 0 end)::int as wins,
        count(*) filter (where outcome not in (0, 1))::int as ties, avg(abs(strength))::float8 as strength,
        (array_agg(case when pv_i = $2 then generation_i else generation_j end order by created_at))[1] as candidate,
        (array_agg(case when pv_i = $2 then generation_j else generation_i end order by created_at))[1] as baseline
      from pairwise_outcome where project_id = $1 and weight > 0
        and ((pv_i = $2 and pv_j = $3) or (pv_i = $3 and pv_j = $2)) and ($4::user_kind is null or judge_kind = $4)
      group by prompt_id) every where rate < 0.5)`;
const TRIAGED = `left join regression_case r on r.prompt_id = l.prompt_id and r.candidate_pv = $2 and r.baseline_pv = $3`;

/** Prompts on which the candidate lost to the baseline, the clearest losses first. */
export async function regressionRows(
  db: Db,
  of: Asked & { status?: TriageStatus; offset: number; limit: number },
): Promise<z.infer<typeof RegressionRow>[]> {
  const sql = `${LOST}
    select l.prompt_id as "promptId", p.messages, p.tags, l.rate, l.n as judgments, l.wins, l.ties, l.n - l.wins - l.ties as losses,
      l.strength, c.text as "candidateText", b.text as "baselineText", coalesce(r.status, 'open') as status, r.note,
      u.name as "decidedBy", r.updated_at as "decidedAt"
    from lost l join prompt p on p.id = l.prompt_id join generation c on c.id = l.candidate join generation b on b.id = l.baseline
    ${TRIAGED} left join app_user u on u.id = r.updated_by
    where ($5::text is null or coalesce(r.status, 'open') = $5)
    order by l.rate, l.n desc, l.strength desc, p.prompt_set_id, p.ordinal offset $6 limit $7`;
  return rowsOf(db, RegressionRow, { sql, values: [...asking(of), of.status ?? null, of.offset, of.limit] });
}

/** How many of them are in each state. */
export async function countRegressions(db: Db, of: Asked): Promise<Record<TriageStatus, number>> {
  const sql = `${LOST} select coalesce(r.status, 'open') as status, count(*)::int as n from lost l ${TRIAGED} group by 1`;
  const rows = await rowsOf(db, z.object({ status: TriageStatus, n: z.int() }), { sql, values: asking(of) });
  const count = (status: TriageStatus) => rows.find((row) => row.status === status)?.n ?? 0;
  return {
    open: count("open"),
    acknowledged: count("acknowledged"),
    fixed: count("fixed"),
    wont_fix: count("wont_fix"),
  };
}

const asking = (of: Asked): unknown[] => [of.projectId, of.candidateId, of.baselineId, of.judgeKind ?? null];

/** Records what people decided about a regression. */
export async function triageRegression(
  db: Db,
  triage: Pair & { promptId: string; status: TriageStatus; note: string | null; userId: string },
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
