import { newId, PolicyVersion, type PolicyKind } from "@rlhf/domain";
import { z } from "zod";
import { jsonSha256 } from "./content";
import type { Db } from "./open-database";
import { inTransaction, rowOf, rowsOf } from "./query";

export type Policy = { id: string; projectId: string; name: string };

const Policy = z.object({ id: z.uuid(), projectId: z.uuid(), name: z.string() });
const VERSION = `v.id, v.policy_id as "policyId", p.name as "policyName", v.version, v.kind, v.checkpoint_id as "checkpointId",
  v.parent_id as "parentId", v.config, encode(v.config_hash, 'hex') as "configHash"`;

export async function ensurePolicy(db: Db, policy: { projectId: string; name: string }): Promise<Policy> {
  const sql = `insert into policy (id, project_id, name) values ($1, $2, $3)
    on conflict (project_id, name) do update set name = excluded.name returning id, project_id as "projectId", name`;
  return rowOf(db, Policy, { sql, values: [newId(), policy.projectId, policy.name], what: `policy ${policy.name}` });
}

/** The next version of a policy; the same checkpoint, kind and config again returns the version that is there. */
export async function createPolicyVersion(
  db: Db,
  version: {
    policyId: string;
    kind: PolicyKind;
    config: Record<string, unknown>;
    checkpointId?: string | null;
    parentId?: string | null;
  },
): Promise<PolicyVersion> {
  const hash = jsonSha256(version.config);
  const key = [version.policyId, version.kind, hash, version.checkpointId ?? null];
  return inTransaction(db, async (client) => {
    await client.query("select 1 from policy where id = $1 for update", [version.policyId]);
    await client.query(
      `insert into policy_version (id, policy_id, version, kind, config_hash, checkpoint_id, parent_id, config)
       select $5, $1, coalesce((select max(version) from policy_version where policy_id = $1), 0) + 1, $2, decode($3, 'hex'), $4, $6, $7
       where not exists (select 1 from policy_version where policy_id = $1 and kind = $2::policy_kind
         and config_hash = decode($3, 'hex') and checkpoint_id is not distinct from $4)`,
      [...key, newId(), version.parentId ?? null, JSON.stringify(version.config)],
    );
    const sql = `select ${VERSION} from policy_version v join policy p on p.id = v.policy_id where v.policy_id = $1
      and v.kind = $2::policy_kind and v.config_hash = decode($3, 'hex') and v.checkpoint_id is not distinct from $4::uuid
      order by v.version desc`;
    return rowOf(client, PolicyVersion, { sql, values: key, what: `version of policy ${version.policyId}` });
  });
}

export async function getPolicyVersion(db: Db, id: string): Promise<PolicyVersion> {
  const sql = `select ${VERSION} from policy_version v join policy p on p.id = v.policy_id where v.id = $1`;
  return rowOf(db, PolicyVersion, { sql, values: [id], what: `policy version ${id}` });
}

export async function listPolicyVersions(db: Db, projectId: string): Promise<PolicyVersion[]> {
  const sql = `select ${VERSION} from policy_version v join policy p on p.id = v.policy_id
    where p.project_id = $1 order by p.name, v.version`;
  return rowsOf(db, PolicyVersion, { sql, values: [projectId] });
}
