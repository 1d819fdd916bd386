import type { Db } from "@rlhf/db";
import { bearerOf, sessionOf } from "@rlhf/db/workbench";
import { SCOPES, type Scope } from "./access";
import { SESSION_DAYS, type Auth } from "./auth";
import type { Actor } from "./context";
import { sessionToken } from "./session-cookie";

const CACHE_MS = 2_000; // a revoked session or token stops within this
const MAX_CACHED = 10_000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Finds out who sends a request; answers are remembered for two seconds, because every labelled item asks. */
export function actorReader({ db, auth, now = Date.now }: { db: Db; auth: Auth; now?: () => number }) {
  const cache = new Map<string, { until: number; actor: Promise<Actor | null> }>();
  return (headers: Headers): Promise<Actor | null> => {
    const key = headers.get("authorization") ?? headers.get("cookie");
    if (key === null) return Promise.resolve(null);
    const cached = cache.get(key);
    if (cached && cached.until > now()) return cached.actor;
    if (cache.size >= MAX_CACHED) cache.clear();
    const actor = readActor(db, auth, headers);
    cache.set(key, { until: now() + CACHE_MS, actor });
    actor.catch(() => cache.delete(key));
    return actor;
  };
}

async function readActor(db: Db, auth: Auth, headers: Headers): Promise<Actor | null> {
  const authorization = headers.get("authorization");
  if (authorization !== null) return tokenActor(db, authorization); // a bad token is never helped by a good cookie
  const { authCookies, secret } = await auth.$context;
  const token = sessionToken(headers, { name: authCookies.sessionToken.name, secret });
  const session = token === null ? null : await sessionOf(db, token);
  if (!session || tooOld(session.createdAt)) return null;
  const unrenewedDays = SESSION_DAYS.lasts - (session.expiresAt.getTime() - Date.now()) / DAY_MS;
  // better-auth renews it; that takes several statements, so all other requests go without
  if (unrenewedDays >= SESSION_DAYS.renewedAfter) await auth.api.getSession({ headers });
  return { userId: session.userId, name: session.name, email: session.email, token: null };
}

/** However busy it was: a session ends 90 days after its sign-in. */
const tooOld = (createdAt: Date): boolean => Date.now() - createdAt.getTime() > 90 * DAY_MS;

async function tokenActor(db: Db, authorization: string): Promise<Actor | null> {
  const token = /^Bearer (rlhf_[\w-]{43})$/.exec(authorization)?.[1];
  const bearer = token === undefined ? null : await bearerOf(db, token);
  if (!bearer) return null;
  const { userId, name, email, projectId, scopes } = bearer;
  return { userId, name, email, token: { projectId, scopes: scopes.filter(isScope) } };
}

const isScope = (scope: string): scope is Scope => SCOPES.some((known) => known === scope);
