import { Member, MemberRole, newId, Project, type UserKind } from "@rlhf/domain";
import type pg from "pg";
import { z } from "zod";
import type { Db } from "./open-database";
import { inTransaction, rowOf, rowsOf } from "./query";

const PROJECT = `id, slug, name, settings, created_at as "createdAt"`;
const MEMBER = `m.user_id as "userId", m.project_id as "projectId", u.name, u.email, u.kind, m.role, m.ordinal`;
const Id = z.object({ id: z.uuid() });

/** The project of this slug, made if it is new. */
export async function ensureProject(
  db: Db,
  project: { slug: string; name: string; settings?: Record<string, unknown> },
): Promise<Project> {
  const sql = `insert into project (id, slug, name, settings) values ($1, $2, $3, $4)
    on conflict (slug) do update set slug = excluded.slug returning ${PROJECT}`;
  const values = [newId(), project.slug, project.name, JSON.stringify(project.settings ?? {})];
  return rowOf(db, Project, { sql, values, what: `project ${project.slug}` });
}

export async function listProjects(db: Db): Promise<Project[]> {
  return rowsOf(db, Project, {
    sql: `select ${PROJECT} from project where archived_at is null order by created_at, slug`,
  });
}

/**
 * The user as a member of the project, with the next ordinal if new to it. People are known by their email, all others
 * by kind and name.
 */
export async function ensureUser(
  db: Db,
  user: { projectId: string; name: string; kind: UserKind; role?: MemberRole; email?: string },
): Promise<Member> {
  const email = user.email?.toLowerCase() ?? null;
  return inTransaction(db, async (client) => {
    await rowOf(client, Id, {
      sql: "select id from project where id = $1 for update", // one at a time: ordinals have no gaps and no doubles
      values: [user.projectId],
      what: `project ${user.projectId}`,
    });
    const target = email === null ? "(kind, name) where kind <> 'human' and email is null" : "(email)";
    const { id } = await rowOf(client, Id, {
      sql: `insert into app_user (id, name, kind, email) values ($1, $2, $3, $4)
        on conflict ${target} do update set name = excluded.name returning id`,
      values: [newId(), user.name, user.kind, email],
      what: `user ${user.name}`,
    });
    await addMember(client, { projectId: user.projectId, userId: id, role: user.role ?? "annotator" });
    return rowOf(client, Member, {
      sql: `select ${MEMBER} from project_member m join app_user u on u.id = m.user_id
        where m.project_id = $1 and m.user_id = $2`,
      values: [user.projectId, id],
      what: `member ${user.name}`,
    });
  });
}

/** Where people begin in the order of members: what a simulated judge says depends on its place, whoever joined before it. */
const PEOPLE_FROM = 1_000_000;

/** A member with the next place of its kind, or the one who is there, with the role it has. Lock the project first. */
export async function addMember(
  client: pg.ClientBase,
  member: { projectId: string; userId: string; role: MemberRole },
): Promise<MemberRole> {
  const { role } = await rowOf(client, z.object({ role: MemberRole }), {
    sql: `insert into project_member (project_id, user_id, role, ordinal)
      select $1, u.id, $3, coalesce(max(m.ordinal) + 1, u.first)
      from (select id, case when kind = 'human' then ${PEOPLE_FROM} else 0 end as first from app_user where id = $2) u
      left join project_member m on m.project_id = $1 and (m.ordinal >= ${PEOPLE_FROM}) = (u.first > 0)
      group by u.id, u.first
      on conflict (project_id, user_id) do update set role = project_member.role returning role`,
    values: [member.projectId, member.userId, member.role],
    what: "the member",
  });
  return role;
}

export async function listMembers(db: Db, projectId: string): Promise<Member[]> {
  const sql = `select ${MEMBER} from project_member m join app_user u on u.id = m.user_id
    where m.project_id = $1 order by m.ordinal`;
  return rowsOf(db, Member, { sql, values: [projectId] });
}
