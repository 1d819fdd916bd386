import type { Db } from "@rlhf/db";
import { newId } from "@rlhf/domain";
import { createHmac, randomBytes } from "node:crypto";

/** A person who is signed in; the cookie is what the browser would send. */
export type Account = { userId: string; cookie: string };

const USERS = `with people as (
    insert into app_user (id, name, kind, email)
    select id, 'annotator ' || n, 'human', id || '@load.invalid' from unnest($2::uuid[]) with ordinality as p (id, n)
    returning id)
  insert into project_member (project_id, user_id, role, ordinal)
  select $1, id, 'annotator', row_number() over () + coalesce((select max(ordinal) from project_member where project_id = $1), -1)
  from people`;
const SESSIONS = `insert into auth_session (id, user_id, token, expires_at)
  select gen_random_uuid(), user_id, token, now() + interval '30 days' from unnest($1::uuid[], $2::text[]) as s (user_id, token)`;

/** Annotators of a project with sessions that are written straight into the database: sign-in is not what is measured. */
export async function openAccounts(
  db: Db,
  { projectId, count, secret }: { projectId: string; count: number; secret: string },
): Promise<Account[]> {
  const people = Array.from({ length: count }, () => ({
    userId: newId(),
    token: randomBytes(24).toString("base64url"),
  }));
  const userIds = people.map((one) => one.userId);
  await db.pool.query(USERS, [projectId, userIds]);
  await db.pool.query(SESSIONS, [userIds, people.map((one) => one.token)]);
  return people.map(({ userId, token }) => ({ userId, cookie: `rlhf.session_token=${signed(token, secret)}` }));
}

/** As better-auth signs its cookie. */
function signed(token: string, secret: string): string {
  const signature = createHmac("sha256", secret).update(token).digest("base64");
  return encodeURIComponent(`${token}.${signature}`);
}
