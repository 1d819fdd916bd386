import { DatabaseError } from "@rlhf/domain";

/** @throws DatabaseError when the text is no Postgres URL; the text itself may hold a password and is not repeated. */
export function parseDatabaseUrl(url: string): URL {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new DatabaseError("DATABASE_URL: expected postgresql://user:password@host:port/database, got no URL at all");
  }
  if (parsed.protocol !== "postgresql:" && parsed.protocol !== "postgres:")
    throw new DatabaseError(`DATABASE_URL: expected postgresql://…, got ${parsed.protocol}//…`);
  return parsed;
}

// Class 08 and 57P0x of Postgres, those of the operating system, and Prisma's names for them.
const LOST = /^(08...|57P0[1-5]|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|P1001|P1002|P1017)$/;
const LOST_IN_WORDS =
  /Connection terminated|connection was lost|timeout exceeded when trying to connect|not queryable|closed the connection/i;

/** Whether an error, or what caused it, says that the server went away: then the same can be tried again once it is back. */
export function isConnectionLost(error: unknown): boolean {
  for (let at = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth++) {
    if ("code" in at && LOST.test(String(at.code))) return true;
    if (LOST_IN_WORDS.test(at.message)) return true;
  }
  return false;
}

/** What went wrong at connecting, in plain words and without the password. */
export function connectionError(url: string, cause: unknown): DatabaseError {
  const { hostname, port, username, pathname } = parseDatabaseUrl(url);
  const server = `${hostname || "localhost"}:${port || 5432}`;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  if (code === "28P01" || code === "28000")
    return new DatabaseError(
      `DATABASE_URL: the server at ${server} refused user "${decodeURIComponent(username)}"; correct the user or the password`,
      { cause },
    );
  if (code === "3D000")
    return new DatabaseError(
      `DATABASE_URL: the server at ${server} has no database "${decodeURIComponent(pathname.slice(1))}"; create it first`,
      { cause },
    );
  const why = code || (cause instanceof Error ? cause.message : String(cause));
  return new DatabaseError(
    `DATABASE_URL: expected a Postgres at ${server}, but none answered (${why}); start it, correct the address, or unset DATABASE_URL to use the embedded one`,
    { cause },
  );
}
