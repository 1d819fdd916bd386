import { newId, RatingEntry, type RunStatus, type UserKind } from "@rlhf/domain";
import { z } from "zod";
import { jsonSha256, portions } from "./content";
import type { Db } from "./open-database";
import { rowOf, rowsOf } from "./query";

const Id = z.object({ id: z.uuid() });

export async function ensureEvalSuite(
  db: Db,
  suite: { projectId: string; name: string; promptSetId?: string | null; config?: Record<string, unknown> },
): Promise<{ id: string }> {
  const sql = `insert into eval_suite (id, project_id, name, prompt_set_id, config) values ($1, $2, $3, $4, $5)
    on conflict (project_id, name) do update set name = excluded.name returning id`;
  const { projectId, name, promptSetId, config } = suite;
  const values = [newId(), projectId, name, promptSetId ?? null, JSON.stringify(config ?? {})];
  return rowOf(db, Id, { sql, values, what: `eval suite ${name}` });
}

/** Records that two policy versions were compared; the judgments themselves stand in the batch. */
export async function createEvalRun(
  db: Db,
  run: {
    suiteId: string;
    runId: string | null;
    batchId: string | null;
    candidatePv: string;
    baselinePv: string;
    judge: UserKind;
  },
): Promise<{ id: string }> {
  const sql = `insert into eval_run (id, suite_id, run_id, batch_id, candidate_pv, baseline_pv, judge, status)
    values ($1, $2, $3, $4, $5, $6, $7, 'running') returning id`;
  const values = [newId(), run.suiteId, run.runId, run.batchId, run.candidatePv, run.baselinePv, run.judge];
  return rowOf(db, Id, { sql, values, what: "the new eval run" });
}

/** Outcomes are those of the candidate: 1 better, 0 worse, ½ equal. A result that comes again replaces the old one. */
export async function insertEvalResults(
  db: Db,
  evalRunId: string,
  results: readonly {
    promptId: string;
    sampleIndex: number;
    orderSwapped: boolean;
    outcome: number;
    score?: number | null;
  }[],
): Promise<void> {
  for (const portion of portions(results)) {
    await db.pool.query(
      `insert into eval_result (eval_run_id, prompt_id, sample_index, order_swapped, outcome, score)
       select $1, "promptId", "sampleIndex", "orderSwapped", outcome, score from jsonb_to_recordset($2::jsonb)
         as r ("promptId" uuid, "sampleIndex" int, "orderSwapped" boolean, outcome real, score float8)
       on conflict (eval_run_id, prompt_id, sample_index, order_swapped) do update
         set outcome = excluded.outcome, score = excluded.score`,
      [evalRunId, JSON.stringify(portion)],
    );
  }
}

export async function finishEvalRun(
  db: Db,
  evalRunId: string,
  end: { status: RunStatus; summary: Record<string, unknown> },
): Promise<void> {
  const sql = "update eval_run set status = $2, summary = $3 where id = $1 returning id";
  await rowOf(db, Id, {
    sql,
    values: [evalRunId, end.status, JSON.stringify(end.summary)],
    what: `eval run ${evalRunId}`,
  });
}

/** Stores a fit of ratings with its entries, as one statement. */
export async function saveRatingFit(
  db: Db,
  fit: {
    projectId: string;
    method: string;
    filter: Record<string, unknown>;
    data: unknown;
    params: Record<string, unknown>;
    vcov?: readonly (readonly number[])[] | null;
    n: number;
    entries: readonly RatingEntry[];
  },
): Promise<{ id: string }> {
  const sql = `
    with fit as (
      insert into rating_fit (id, project_id, method, filter, data_sha256, params, vcov, n)
      values ($1, $2, $3, $4, decode($5, 'hex'), $6, $7, $8) returning id),
    entry as (
      insert into rating_entry (fit_id, policy_version_id, rating, lo, hi, lc_rating, rank_ub)
      select $1, "policyVersionId", rating, lo, hi, "lcRating", "rankUb" from jsonb_to_recordset($9::jsonb)
        as r ("policyVersionId" uuid, rating float8, lo float8, hi float8, "lcRating" float8, "rankUb" int))
    select id from fit`;
  const values = [
    newId(),
    fit.projectId,
    fit.method,
    JSON.stringify(fit.filter),
    jsonSha256(fit.data),
    JSON.stringify(fit.params),
    fit.vcov ? JSON.stringify(fit.vcov) : null,
    fit.n,
    JSON.stringify(fit.entries),
  ];
  return rowOf(db, Id, { sql, values, what: "the new rating fit" });
}

/** Best first. */
export async function readRatingEntries(db: Db, fitId: string): Promise<RatingEntry[]> {
  const sql = `select policy_version_id as "policyVersionId", rating, lo, hi, lc_rating as "lcRating", rank_ub as "rankUb"
    from rating_entry where fit_id = $1 order by rating desc, policy_version_id`;
  return rowsOf(db, RatingEntry, { sql, values: [fitId] });
}
