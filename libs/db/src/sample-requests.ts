import { newId, NotFoundError } from "@rlhf/domain";
import { z } from "zod";
import type { Db } from "./open-database";
import { rowOf, rowsOf } from "./query";

// The playground: a request is a row, its answer one row per token. Workers hear of both by NOTIFY.

/** Channels: a request waits (payload: its id); a request has new tokens or has ended (payload: its id). */
export const SAMPLE_REQUESTED = "sample_requested";
export const SAMPLE_CHANGED = "sample_changed";

/** How the tokens are drawn; the words are those of the stage `generate`. */
export const SampleSettings = z.strictObject({
  maxNewTokens: z.int().min(1).max(1_024),
  temperature: z.number().positive().max(10),
  topK: z.int().min(0),
  topP: z.number().gt(0).max(1),
  seed: z.int().min(0),
});
export type SampleSettings = z.infer<typeof SampleSettings>;

const Request = z.object({
  id: z.uuid(),
  projectId: z.uuid(),
  policyVersionId: z.uuid(),
  referenceVersionId: z.uuid().nullable(),
  messages: z.array(z.object({ role: z.string(), content: z.string() })).min(1),
  sampling: SampleSettings,
  prefixTokenIds: z.array(z.int()),
  topTokens: z.int(),
});
export type SampleRequest = z.infer<typeof Request>;
const Id = z.object({ id: z.uuid() });

export type TopToken = { tokenId: number; text: string; logp: number; refLogp: number | null };
/** `logp`, `refLogp`: nats, at the request's temperature and before top-k and top-p. */
export type SampledToken = TopToken & { position: number; top: TopToken[] };

/** Asks the workers for one answer; it is dropped when none has begun and ended it within the time. */
export async function requestSample(
  db: Db,
  request: Omit<SampleRequest, "id"> & { userId: string; seconds: number },
): Promise<string> {
  const sql = `with made as (
      insert into sample_request (id, project_id, user_id, policy_version_id, reference_version_id, messages, sampling,
        prefix_token_ids, top_tokens, expires_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, now() + make_interval(secs => $10)) returning id)
    select id, pg_notify('${SAMPLE_REQUESTED}', id::text) from made`;
  const { projectId, userId, policyVersionId, referenceVersionId, seconds } = request;
  const settings = [JSON.stringify(request.messages), JSON.stringify(SampleSettings.parse(request.sampling))];
  const ids = [newId(), projectId, userId, policyVersionId, referenceVersionId];
  const values = [...ids, ...settings, request.prefixTokenIds, request.topTokens, seconds];
  return (await rowOf(db, Id, { sql, values, what: "the new sample request" })).id;
}

/** The oldest request that waits, for this worker alone; null when there is none. */
export async function claimSample(db: Db, workerId: string): Promise<SampleRequest | null> {
  const sql = `update sample_request set status = 'running', worker_id = $1, started_at = now()
    where id = (select id from sample_request where status = 'queued' and expires_at > now()
      order by created_at, id limit 1 for update skip locked)
    returning id, project_id as "projectId", policy_version_id as "policyVersionId",
      reference_version_id as "referenceVersionId", messages, sampling, prefix_token_ids as "prefixTokenIds",
      top_tokens as "topTokens"`;
  return (await rowsOf(db, Request, { sql, values: [workerId] }))[0] ?? null;
}

/** Whether a request waits for a worker. */
export async function samplesWait(db: Db): Promise<boolean> {
  const sql = "select id from sample_request where status = 'queued' and expires_at > now() limit 1";
  return (await rowsOf(db, Id, { sql })).length > 0;
}

/** Adds a token; false when the request was cancelled or its time is over: stop. */
export async function appendSampleToken(db: Db, requestId: string, token: SampledToken): Promise<boolean> {
  const sql = `with token as (
      insert into sample_token (request_id, position, token_id, text, logp, ref_logp, top)
      select id, $2, $3, $4, $5, $6, $7 from sample_request
      where id = $1 and status = 'running' and expires_at > now() returning request_id)
    select request_id as id, pg_notify('${SAMPLE_CHANGED}', request_id::text) from token`;
  const { position, tokenId, text, logp, refLogp, top } = token;
  const values = [requestId, position, tokenId, text, logp, refLogp, JSON.stringify(top)];
  return (await rowsOf(db, Id, { sql, values })).length > 0;
}

/** Ends a request that runs; one that was cancelled stays so. */
export async function endSample(
  db: Db,
  requestId: string,
  end: { status: "done" | "failed"; reason: string | null },
): Promise<void> {
  const sql = `with ended as (
      update sample_request set status = $2, reason = $3, finished_at = now() where id = $1 and status = 'running' returning id)
    select id, pg_notify('${SAMPLE_CHANGED}', id::text) from ended`;
  await rowsOf(db, Id, { sql, values: [requestId, end.status, end.reason] });
}

export async function cancelSample(db: Db, requestId: string): Promise<void> {
  const sql = `with ended as (
      update sample_request set status = 'cancelled', finished_at = now()
      where id = $1 and status in ('queued', 'running') returning id)
    select id, pg_notify('${SAMPLE_CHANGED}', id::text) from ended`;
  await rowsOf(db, Id, { sql, values: [requestId] });
}

/** Ends what nobody answered in time: no worker was there, or it died over it. */
export async function expireSamples(db: Db): Promise<number> {
  const sql = `with ended as (
      update sample_request set status = 'failed', finished_at = now(),
        reason = case when status = 'queued' then 'no worker was free in time; is one running?'
          else 'the worker did not answer in time' end
      where status in ('queued', 'running') and expires_at <= now() returning id)
    select id, pg_notify('${SAMPLE_CHANGED}', id::text) from ended`;
  return (await rowsOf(db, Id, { sql })).length;
}

const Answer = z.object({
  status: z.enum(["queued", "running", "done", "failed", "cancelled"]),
  reason: z.string().nullable(),
});
const Token = z.object({
  position: z.int(),
  tokenId: z.int(),
  text: z.string(),
  logp: z.number(),
  refLogp: z.number().nullable(),
  top: z.array(z.object({ tokenId: z.int(), text: z.string(), logp: z.number(), refLogp: z.number().nullable() })),
});
export type SampleAnswer = z.infer<typeof Answer> & { tokens: z.infer<typeof Token>[] };

/** How far a request is, with its tokens from a position on. @throws NotFoundError */
export async function readSample(db: Db, requestId: string, fromPosition = 0): Promise<SampleAnswer> {
  const [answer] = await rowsOf(db, Answer, {
    sql: "select status, reason from sample_request where id = $1", // first, so that an end is never seen before its tokens
    values: [requestId],
  });
  if (!answer) throw new NotFoundError(`sample request ${requestId}: expected one in the database, found none`);
  const sql = `select position, token_id as "tokenId", text, logp, ref_logp as "refLogp", top from sample_token
    where request_id = $1 and position >= $2 order by position`;
  return { ...answer, tokens: await rowsOf(db, Token, { sql, values: [requestId, fromPosition] }) };
}
