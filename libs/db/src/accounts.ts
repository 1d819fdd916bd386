import { MemberRole, newId } from "@rlhf/domain";
import { createHash, randomBytes } from "node:crypto";
import type pg from "pg";
import { z } from "zod";
import type { Db } from "./open-database";
import { addMember, ensureUser } from "./projects";
import { inTransaction, rowOf, rowsOf } from "./query";

// Secrets are 256 random bits, shown once; the database keeps their SHA-256 alone.

const secret = (): string => randomBytes(32).toString("base64url");
const sha256 = (token: string): Buffer => createHash("sha256").update(token).digest();
const Id = z.object({ id: z.uuid() });

export const OWNER_EMAIL = "owner@rlhf.local";

/** The person at this machine, as owner of the project. */
export async function ensureOwner(db: Db, projectId: string): Promise<{ userId: string }> {
  const owner = { projectId, name: "Owner", kind: "human", role: "owner", email: OWNER_EMAIL } as const;
  return ensureUser(db, owner);
}

/** A token that signs its user in once. */
export async function createSignInLink(db: Db, link: { userId: string; minutes: number }): Promise<string> {
  const token = secret();
  const sql = `insert into sign_in_link (id, user_id, token_sha256, expires_at)
    values ($1, $2, $3, now() + make_interval(mins => $4)) returning id`;
  await rowOf(db, Id, {
    sql,
    values: [newId(), link.userId, sha256(token), link.minutes],
    what: "the new sign-in link",
  });
  return token;
}

/** Uses a link up; null when it is unknown, used or too old. */
export async function redeemSignInLink(db: Db, token: string): Promise<{ userId: string } | null> {
  const sql = `update sign_in_link l set used_at = now() from app_user u where l.token_sha256 = $1 and l.used_at is null
    and l.expires_at > now() and u.id = l.user_id and u.disabled_at is null returning l.user_id as "userId"`;
  const [row] = await rowsOf(db, z.object({ userId: z.uuid() }), { sql, values: [sha256(token)] });
  return row ?? null;
}

// --- memberships -----------------------------------------------------------------------------------------------------

export const Membership = z.strictObject({
  projectId: z.uuid(),
  slug: z.string(),
  name: z.string(),
  role: MemberRole,
});
export type Membership = z.infer<typeof Membership>;

export async function membershipsOf(db: Db, userId: string): Promise<Membership[]> {
  const sql = `select p.id as "projectId", p.slug, p.name, m.role from project_member m join project p on p.id = m.project_id
    join app_user u on u.id = m.user_id where m.user_id = $1 and p.archived_at is null and u.disabled_at is null
    order by p.created_at, p.slug`;
  return rowsOf(db, Membership, { sql, values: [userId] });
}

// --- API tokens ------------------------------------------------------------------------------------------------------

export const ApiTokenRow = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(z.string()),
  userId: z.uuid(),
  userName: z.string(),
  expiresAt: z.date().nullable(),
  revokedAt: z.date().nullable(),
  lastUsedAt: z.date().nullable(),
  createdAt: z.date(),
});

export async function createApiToken(
  db: Db,
  token: { userId: string; projectId: string; name: string; scopes: readonly string[]; days: number | null },
): Promise<{ id: string; token: string }> {
  const text = `rlhf_${secret()}`;
  const sql = `insert into api_token (id, user_id, project_id, name, prefix, token_sha256, scopes, expires_at)
    values ($1, $2, $3, $4, $5, $6, $7, now() + make_interval(days => $8)) returning id`;
  const values = [newId(), token.userId, token.projectId, token.name, text.slice(0, 10), sha256(text), token.scopes];
  const { id } = await rowOf(db, Id, { sql, values: [...values, token.days], what: "the new API token" });
  return { id, token: text };
}

const TokenBearer = z.object({
  tokenId: z.uuid(),
  userId: z.uuid(),
  projectId: z.uuid(),
  scopes: z.array(z.string()),
  name: z.string(),
  email: z.string().nullable(),
});

/** Who a token stands for; null when it is unknown, revoked or expired, or its user is disabled. */
export async function bearerOf(db: Db, token: string): Promise<z.infer<typeof TokenBearer> | null> {
  const sql = `with found as (
      update api_token t set last_used_at = now() from app_user u where t.token_sha256 = $1 and t.revoked_at is null
        and (t.expires_at is null or t.expires_at > now()) and u.id = t.user_id and u.disabled_at is null
        and (t.last_used_at is null or t.last_used_at < now() - interval '1 minute') returning t.id)
    select t.id as "tokenId", t.user_id as "userId", t.project_id as "projectId", t.scopes, u.name, u.email
    from api_token t join app_user u on u.id = t.user_id left join found on found.id = t.id
    where t.token_sha256 = $1 and t.revoked_at is null and (t.expires_at is null or t.expires_at > now())
      and u.disabled_at is null`;
  const [row] = await rowsOf(db, TokenBearer, { sql, values: [sha256(token)] });
  return row ?? null;
}

export async function listApiTokens(db: Db, projectId: string): Promise<z.infer<typeof ApiTokenRow>[]> {
  const sql = `select t.id, t.name, t.prefix, t.scopes, t.user_id as "userId", u.name as "userName", t.expires_at as "expiresAt",
      t.revoked_at as "revokedAt", t.last_used_at as "lastUsedAt", t.created_at as "createdAt"
    from api_token t join app_user u on u.id = t.user_id where t.project_id = $1 order by t.created_at desc`;
  return rowsOf(db, ApiTokenRow, { sql, values: [projectId] });
}

/** Effective at the next request. False when it was revoked before. */
export async function revokeApiToken(db: Db, token: { id: string; projectId: string }): Promise<boolean> {
  const sql = `update api_token set revoked_at = now() where id = $1 and project_id = $2 and revoked_at is null returning id`;
  return (await rowsOf(db, Id, { sql, values: [token.id, token.projectId] })).length > 0;
}

// --- invites ---------------------------------------------------------------------------------------------------------

export const InviteRow = z.strictObject({
  id: z.uuid(),
  role: MemberRole,
  email: z.string().nullable(),
  expiresAt: z.date(),
  usedAt: z.date().nullable(),
  revokedAt: z.date().nullable(),
  createdAt: z.date(),
});

export async function createInvite(
  db: Db,
  invite: { projectId: string; role: MemberRole; email?: string | null; createdBy: string; days: number },
): Promise<{ id: string; token: string }> {
  const token = secret();
  const sql = `insert into invite (id, project_id, role, email, token_sha256, created_by, expires_at)
    values ($1, $2, $3, lower($4), $5, $6, now() + make_interval(days => $7)) returning id`;
  const values = [newId(), invite.projectId, invite.role, invite.email ?? null, sha256(token), invite.createdBy];
  const { id } = await rowOf(db, Id, { sql, values: [...values, invite.days], what: "the new invite" });
  return { id, token };
}

export async function listInvites(db: Db, projectId: string): Promise<z.infer<typeof InviteRow>[]> {
  const sql = `select id, role, email, expires_at as "expiresAt", used_at as "usedAt", revoked_at as "revokedAt",
    created_at as "createdAt" from invite where project_id = $1 order by created_at desc`;
  return rowsOf(db, InviteRow, { sql, values: [projectId] });
}

export async function revokeInvite(db: Db, invite: { id: string; projectId: string }): Promise<boolean> {
  const sql = `update invite set revoked_at = now() where id = $1 and project_id = $2 and revoked_at is null
    and used_at is null returning id`;
  return (await rowsOf(db, Id, { sql, values: [invite.id, invite.projectId] })).length > 0;
}

const InviteOffer = z.strictObject({ projectName: z.string(), role: MemberRole, email: z.string().nullable() });

/** What an invite offers; null when it is unknown, used, revoked or too old. */
export async function inviteOffer(db: Db, token: string): Promise<z.infer<typeof InviteOffer> | null> {
  const sql = `select p.name as "projectName", i.role, i.email from invite i join project p on p.id = i.project_id
    where i.token_sha256 = $1 and i.used_at is null and i.revoked_at is null and i.expires_at > now()`;
  const [row] = await rowsOf(db, InviteOffer, { sql, values: [sha256(token)] });
  return row ?? null;
}

const Accepted = z.object({
  id: z.uuid(),
  projectId: z.uuid(),
  projectSlug: z.string(),
  role: MemberRole,
  email: z.string().nullable(),
});
type Joined = { userId: string; projectId: string; projectSlug: string; role: MemberRole };

/**
 * Uses an invite up: the person becomes a member with a password. Null when the invite is no longer good, names another
 * address, or the address has an account already (its owner signs in and joins).
 */
export async function acceptInvite(
  db: Db,
  person: { token: string; name: string; email: string; passwordHash: string },
): Promise<Joined | null> {
  const email = person.email.toLowerCase();
  return inTransaction(db, async (client) => {
    const invite = await lockedInvite(client, person.token, email);
    if (!invite) return null;
    const [user] = await rowsOf(client, Id, {
      sql: `insert into app_user (id, name, kind, email) values ($1, $2, 'human', $3) on conflict (email) do nothing returning id`,
      values: [newId(), person.name, email],
    });
    if (!user) return null;
    await client.query(
      `insert into auth_account (id, user_id, account_id, provider_id, password) values ($1, $2::uuid, $2::uuid::text, 'credential', $3)`,
      [newId(), user.id, person.passwordHash],
    );
    return admit(client, invite, user.id);
  });
}

/** Uses an invite up for an account that exists; a member keeps its role. Null as above. */
export async function joinByInvite(
  db: Db,
  person: { token: string; userId: string; email: string },
): Promise<Joined | null> {
  return inTransaction(db, async (client) => {
    const invite = await lockedInvite(client, person.token, person.email.toLowerCase());
    return invite ? admit(client, invite, person.userId) : null;
  });
}

async function lockedInvite(client: pg.ClientBase, token: string, email: string) {
  const [invite] = await rowsOf(client, Accepted, {
    sql: `select i.id, i.project_id as "projectId", p.slug as "projectSlug", i.role, i.email from invite i
      join project p on p.id = i.project_id where i.token_sha256 = $1 and i.used_at is null and i.revoked_at is null
      and i.expires_at > now() for update of i`,
    values: [sha256(token)],
  });
  return invite && (invite.email === null || invite.email === email) ? invite : null;
}

async function admit(client: pg.ClientBase, invite: z.infer<typeof Accepted>, userId: string): Promise<Joined> {
  const { projectId, projectSlug } = invite;
  await client.query("select 1 from project where id = $1 for update", [projectId]);
  const role = await addMember(client, { projectId, userId, role: invite.role });
  await client.query("update invite set used_at = now(), used_by = $2 where id = $1", [invite.id, userId]);
  return { userId, projectId, projectSlug, role };
}
