import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** The key that sessions are signed with: AUTH_SECRET, or one made once and kept in the home, readable by its owner alone. */
export function authSecret(home: string, given: string | undefined): string {
  if (given !== undefined) return given;
  const file = path.join(home, "auth.secret");
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const secret = randomBytes(32).toString("base64url");
  writeFileSync(file, `${secret}\n`, { mode: 0o600, flag: "wx", flush: true });
  return secret;
}
