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
