import { createHmac, timingSafeEqual } from "node:crypto";

/** The token in the session cookie, its signature checked as better-auth makes it: HMAC-SHA-256 over the token. Null without. */
export function sessionToken(headers: Headers, { name, secret }: { name: string; secret: string }): string | null {
  const cookie = headers
    .get("cookie")
    ?.split(";")
    .map((one) => one.trim())
    .find((one) => one.startsWith(`${name}=`));
  if (cookie === undefined) return null;
  const value = decoded(cookie.slice(name.length + 1));
  const dot = value.lastIndexOf(".");
  if (dot < 1) return null;
  const token = value.slice(0, dot);
  const given = Buffer.from(value.slice(dot + 1), "base64");
  const right = createHmac("sha256", secret).update(token).digest();
  return given.length === right.length && timingSafeEqual(given, right) ? token : null;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return ""; // not a cookie of ours
  }
}
