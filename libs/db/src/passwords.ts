import { ConfigError, newId, NotFoundError } from "@rlhf/domain";
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { Db } from "./open-database";
import { inTransaction, rowsOf } from "./query";

const COST = { N: 16_384, r: 16, p: 1, maxmem: 64 * 1024 * 1024 }; // OWASP's floor for scrypt at r = 16; 32 MB, ~60 ms
const KEY_BYTES = 64;
export const PASSWORD_LENGTH = { min: 10, max: 200 };

const derive = (password: string, salt: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) =>
    scrypt(password.normalize("NFKC"), salt, KEY_BYTES, COST, (error, key) => (error ? reject(error) : resolve(key))),
  );

/** scrypt as `<salt>:<key>` in hexadecimal. @source RFC 7914 */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return `${salt.toString("hex")}:${(await derive(password, salt)).toString("hex")}`;
}

export async function verifyPassword({ hash, password }: { hash: string; password: string }): Promise<boolean> {
  const [salt = "", key = ""] = hash.split(":");
  const expected = Buffer.from(key, "hex");
  if (expected.length !== KEY_BYTES) return false;
  return timingSafeEqual(await derive(password, Buffer.from(salt, "hex")), expected);
}

/**
 * Gives a user another password and ends all of its sessions. For the machine's own command line; it asks nobody.
 * @throws NotFoundError for an unknown email, ConfigError for a password that is too short or too long.
 */
export async function setPassword(db: Db, { email, password }: { email: string; password: string }): Promise<void> {
  if (password.length < PASSWORD_LENGTH.min || password.length > PASSWORD_LENGTH.max)
    throw new ConfigError(`password: expected ${PASSWORD_LENGTH.min} to ${PASSWORD_LENGTH.max} characters`);
  const [user] = await rowsOf(db, z.object({ id: z.uuid() }), {
    sql: "select id from app_user where email = lower($1) and kind = 'human'",
    values: [email],
  });
  if (!user) throw new NotFoundError(`user ${email}: expected an account with this address, found none`);
  const hash = await hashPassword(password);
  await inTransaction(db, async (client) => {
    await client.query(
      `insert into auth_account (id, user_id, account_id, provider_id, password) values ($1, $2::uuid, $2::uuid::text, 'credential', $3)
       on conflict (provider_id, account_id) do update set password = excluded.password, updated_at = now()`,
      [newId(), user.id, hash],
    );
    await client.query("delete from auth_session where user_id = $1", [user.id]);
  });
}

/** Null for somebody who has signed in by link alone. */
export async function passwordHashOf(db: Db, userId: string): Promise<string | null> {
  const [row] = await rowsOf(db, z.object({ password: z.string().nullable() }), {
    sql: "select password from auth_account where user_id = $1 and provider_id = 'credential'",
    values: [userId],
  });
  return row?.password ?? null;
}

/** Whether anybody could sign in with a password now. */
export async function anyPassword(db: Db): Promise<boolean> {
  const found = await rowsOf(db, z.object({ id: z.uuid() }), {
    sql: `select u.id from app_user u join auth_account a on a.user_id = u.id where a.provider_id = 'credential'
      and a.password is not null and u.disabled_at is null limit 1`,
  });
  return found.length > 0;
}

/** Counts a try under a key; returns how many there were since the first of them, which was `seconds` ago at most. */
export async function countAttempt(db: Db, { key, seconds }: { key: string; seconds: number }): Promise<number> {
  const [row] = await rowsOf(db, z.object({ count: z.int() }), {
    sql: `insert into auth_rate_limit as l (id, key, count, last_request)
      values ($1, $2, 1, (extract(epoch from clock_timestamp()) * 1000)::bigint)
      on conflict (key) do update set
        count = case when l.last_request < excluded.last_request - $3::bigint then 1 else l.count + 1 end,
        last_request = case when l.last_request < excluded.last_request - $3::bigint then excluded.last_request
          else l.last_request end
      returning count`,
    values: [newId(), key, 1_000 * seconds],
  });
  return row?.count ?? 0;
}
