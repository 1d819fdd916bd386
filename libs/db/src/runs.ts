import { newId, NotFoundError, Run, type RunKind, type RunStatus } from "@rlhf/domain";
import { jsonSha256 } from "./content";
import type pg from "pg";
import type { Db } from "./open-database";
import { rowOf, rowsOf } from "./query";

export const RUN = `r.id, r.seq, r.project_id as "projectId", r.parent_run_id as "parentRunId", r.kind, r.name, r.status, r.reason,
  r.request, r.config, encode(r.config_hash, 'hex') as "configHash", r.inputs, r.result, r.code_version as "codeVersion",
  r.seed::float8 as seed, r.lease_epoch as "leaseEpoch", r.worker_id as "workerId", r.attempt, r.progress,
  r.created_at as "createdAt", r.started_at as "startedAt", r.finished_at as "finishedAt", r.heartbeat_at as "heartbeatAt",
  r.lease_expires_at as "leaseExpiresAt"`;

/**
 * Queues a run with its resolved config. A child of the same parent and name is made once: calling again returns it,
 * which makes stages idempotent.
 */
export async function createRun(
  db: Db | pg.ClientBase,
  run: {
    projectId: string;
    kind: RunKind;
    name: string;
    config: Record<string, unknown>;
    inputs?: Record<string, unknown>;
    codeVersion: string;
    seed: number;
    parentRunId?: string | null;
    scheduleId?: string | null;
    priority?: number;
  },
): Promise<Run> {
  const values = [
    newId(),
    run.projectId,
    run.parentRunId ?? null,
    run.kind,
    run.name,
    JSON.stringify(run.config),
    jsonSha256(run.config),
    JSON.stringify(run.inputs ?? {}),
    run.codeVersion,
    run.seed,
    run.scheduleId ?? null,
    run.priority ?? 0,
    JSON.stringify(flattened(run.config)),
  ];
  return rowOf(db, Run, { sql: CREATE_RUN, values, what: `run ${run.name}` });
}

const CREATE_RUN = `
  with made as (
    insert into training_run as r (id, project_id, parent_run_id, kind, name, config, config_hash, inputs, code_version, seed,
      schedule_id, priority)
    values ($1, $2, $3, $4, $5, $6, decode($7, 'hex'), $8, $9, $10, $11, $12)
    on conflict (parent_run_id, name) where parent_run_id is not null do update set name = excluded.name
    returning r.*),
  kv as (
    insert into run_config_kv (run_id, path, value_text, value_num)
    select made.id, v.path, v.text, v.num from made, jsonb_to_recordset($13::jsonb) as v (path text, text text, num float8)
    where made.id = $1)
  select ${RUN} from made r`;

type Setting = { path: string; text: string; num: number | null };

function flattened(value: unknown, path = ""): Setting[] {
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return Object.entries(value).flatMap(([key, inner]) => flattened(inner, path ? `${path}.${key}` : key));
  const text = typeof value === "string" ? value : JSON.stringify(value ?? null);
  return [{ path, text, num: typeof value === "number" ? value : null }];
}

/** The run with this id, or the only one whose id begins with it. @throws NotFoundError for none or several. */
export async function getRun(db: Db, idOrPrefix: string): Promise<Run> {
  const sql = `select ${RUN} from training_run r where r.id::text like $1 || '%' order by r.seq desc limit 6`;
  const found = await rowsOf(db, Run, { sql, values: [idOrPrefix.toLowerCase().replaceAll(/[^0-9a-f-]/g, "?")] });
  const [only, second] = found;
  if (only && !second) return only;
  if (!only)
    throw new NotFoundError(
      `run ${idOrPrefix}: expected an id or the beginning of one, found none; see rlhf runs list`,
    );
  const ids = found.map((run) => run.id).join(", ");
  throw new NotFoundError(`run ${idOrPrefix}: expected the beginning of one id, but several match: ${ids}`);
}

/** Newest first. */
export async function listRuns(
  db: Db,
  filter: { projectId?: string; kind?: RunKind; status?: RunStatus; parentRunId?: string; limit?: number } = {},
): Promise<Run[]> {
  const sql = `select ${RUN} from training_run r where ($1::uuid is null or r.project_id = $1) and ($2::run_kind is null or r.kind = $2)
    and ($3::run_status is null or r.status = $3) and ($4::uuid is null or r.parent_run_id = $4)
    order by r.seq desc limit $5`;
  const { projectId, kind, status, parentRunId, limit } = filter;
  return rowsOf(db, Run, {
    sql,
    values: [projectId ?? null, kind ?? null, status ?? null, parentRunId ?? null, limit ?? 200],
  });
}
