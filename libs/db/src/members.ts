import { MemberRole, newId, RlhfError, UserKind } from "@rlhf/domain";
import { z } from "zod";
import type { Db } from "./open-database";
import { addMember } from "./projects";
import { inTransaction, rowOf, rowsOf } from "./query";

const Id = z.object({ id: z.uuid() });
const ProjectSummary = z.object({ id: z.uuid(), slug: z.string(), name: z.string(), createdAt: z.date() });

export async function projectSummary(db: Db, projectId: string): Promise<z.infer<typeof ProjectSummary>> {
  const sql = `select id, slug, name, created_at as "createdAt" from project where id = $1`;
  return rowOf(db, ProjectSummary, { sql, values: [projectId], what: `project ${projectId}` });
}

/** @throws RlhfError "busy" when the slug is taken. */
export async function createProject(db: Db, project: { slug: string; name: string }): Promise<string> {
  const sql = "insert into project (id, slug, name) values ($1, $2, $3) on conflict (slug) do nothing returning id";
  const [made] = await rowsOf(db, Id, { sql, values: [newId(), project.slug, project.name] });
  if (made) return made.id;
  throw new RlhfError("busy", `slug ${project.slug}: expected a new one, a project has it already`);
}

export async function renameProject(db: Db, projectId: string, name: string): Promise<string> {
  const sql = "update project set name = $2 where id = $1 returning name";
  const Name = z.object({ name: z.string() });
  return (await rowOf(db, Name, { sql, values: [projectId, name], what: `project ${projectId}` })).name;
}

/** Makes a user a member, with the next ordinal of people; one who is there already keeps its role. */
export async function joinProject(
  db: Db,
  member: { projectId: string; userId: string; role: MemberRole },
): Promise<void> {
  await inTransaction(db, async (client) => {
    await client.query("select 1 from project where id = $1 for update", [member.projectId]);
    await addMember(client, member);
  });
}

export const MemberRow = z.strictObject({
  userId: z.uuid(),
  name: z.string(),
  email: z.string().nullable(),
  kind: UserKind,
  role: MemberRole,
  disabled: z.boolean(),
  judgments: z.int(),
  lastJudgmentAt: z.date().nullable(),
  createdAt: z.date(),
});

export async function memberRows(db: Db, projectId: string): Promise<z.infer<typeof MemberRow>[]> {
  const sql = `select m.user_id as "userId", u.name, u.email, u.kind, m.role, u.disabled_at is not null as disabled,
      coalesce(j.n, 0) as judgments, j.at as "lastJudgmentAt", m.created_at as "createdAt"
    from project_member m join app_user u on u.id = m.user_id
    left join (select annotator_id, count(*)::int as n, max(created_at) as at from pairwise_outcome where project_id = $1
      group by annotator_id) j on j.annotator_id = m.user_id
    where m.project_id = $1 order by m.ordinal`;
  return rowsOf(db, MemberRow, { sql, values: [projectId] });
}

/**
 * Changes a member's role and ends its sessions, so that nothing goes on under the old one. The last owner stays owner.
 * @throws RlhfError "busy" when no owner would be left.
 */
export async function changeRole(
  db: Db,
  member: { projectId: string; userId: string; role: MemberRole },
): Promise<void> {
  await inTransaction(db, async (client) => {
    await client.query("select 1 from project where id = $1 for update", [member.projectId]);
    await client.query("update project_member set role = $3 where project_id = $1 and user_id = $2", [
      member.projectId,
      member.userId,
      member.role,
    ]);
    const owners = await rowsOf(client, Id, {
      sql: `select m.user_id as id from project_member m join app_user u on u.id = m.user_id
        where m.project_id = $1 and m.role = 'owner' and u.disabled_at is null`,
      values: [member.projectId],
    });
    if (owners.length === 0)
      throw new RlhfError("busy", "members: expected an owner to remain; make another member owner first");
    await client.query("delete from auth_session where user_id = $1", [member.userId]);
  });
}

/** Switches an account off (its sessions and tokens end) or on again; its judgments stay. */
export async function setDisabled(db: Db, userId: string, disabled: boolean): Promise<void> {
  await inTransaction(db, async (client) => {
    await client.query("update app_user set disabled_at = case when $2 then now() end where id = $1", [
      userId,
      disabled,
    ]);
    if (disabled) await client.query("delete from auth_session where user_id = $1", [userId]);
  });
}
