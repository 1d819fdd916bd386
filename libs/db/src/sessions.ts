import { z } from "zod";
import type { Db } from "./open-database";
import { rowsOf } from "./query";

const SessionRow = z.object({
  userId: z.uuid(),
  name: z.string(),
  email: z.string().nullable(),
  createdAt: z.date(),
  expiresAt: z.date(),
});

/** Whose session this is; null when there is none, it has run out, or the account is disabled: people are never deleted,
 * because their judgments name them. */
export async function sessionOf(db: Db, token: string): Promise<z.infer<typeof SessionRow> | null> {
  const sql = `select u.id as "userId", u.name, u.email, s.created_at as "createdAt", s.expires_at as "expiresAt"
    from auth_session s join app_user u on u.id = s.user_id
    where s.token = $1 and s.expires_at > now() and u.disabled_at is null`;
  const [row] = await rowsOf(db, SessionRow, { name: "session_of", sql, values: [token] });
  return row ?? null;
}
