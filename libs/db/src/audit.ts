import { z } from "zod";
import type { Db } from "./open-database";
import { rowOf, rowsOf } from "./query";

export type AuditEntry = {
  actorId: string | null;
  projectId: string | null;
  action: string;
  entity?: string | null;
  entityId?: string | null;
  /** Plain JSON without secrets. */
  detail?: unknown;
  requestId?: string | null;
  ip?: string | null;
};

/** Appends to the hash chain; rows can be neither changed nor removed afterwards. Returns the row's number. */
export async function appendAudit(db: Db, entry: AuditEntry): Promise<number> {
  const sql = "select append_audit($1)::float8 as id";
  const row = await rowOf(db, z.object({ id: z.int() }), { sql, values: [JSON.stringify(entry)], what: "audit row" });
  return row.id;
}

export const AuditRow = z.strictObject({
  id: z.int(),
  at: z.date(),
  actorId: z.uuid().nullable(),
  actorName: z.string().nullable(),
  action: z.string(),
  entity: z.string().nullable(),
  entityId: z.string().nullable(),
  detail: z.unknown(),
  ip: z.string().nullable(),
  hash: z.string(),
});

/** Newest first. */
export async function listAudit(
  db: Db,
  filter: { projectId: string; before?: number; limit: number },
): Promise<z.infer<typeof AuditRow>[]> {
  const sql = `select a.id::float8 as id, a.ts as at, a.actor_id as "actorId", u.name as "actorName", a.action, a.entity,
      a.entity_id as "entityId", a.detail, a.ip, encode(a.hash, 'hex') as hash
    from audit_log a left join app_user u on u.id = a.actor_id
    where a.project_id = $1 and ($2::bigint is null or a.id < $2) order by a.id desc limit $3`;
  return rowsOf(db, AuditRow, { sql, values: [filter.projectId, filter.before ?? null, filter.limit] });
}

const Verified = z.strictObject({ rows: z.int(), firstBreak: z.int().nullable() });

/** Recomputes the whole chain: `firstBreak` is the first row that was changed, or follows one that was removed. */
export async function verifyAudit(db: Db): Promise<z.infer<typeof Verified>> {
  const sql = `select (select count(*)::int from audit_log) as rows, first_audit_break()::float8 as "firstBreak"`;
  return rowOf(db, Verified, { sql, what: "audit chain" });
}
