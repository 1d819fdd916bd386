import type { Db } from "@rlhf/db";
import {
  acceptInvite,
  appendAudit,
  hashPassword,
  PASSWORD_LENGTH,
  redeemSignInLink,
  verifyPassword,
} from "@rlhf/db/workbench";
import { newId } from "@rlhf/domain";
import { betterAuth, type BetterAuthPlugin } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { APIError, createAuthEndpoint } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import { z } from "zod";

export type AuthOptions = {
  db: Db;
  /** The address in the browser's bar; only it may sign in. */
  appUrl: string;
  secret: string;
  /** Whether one-time links are taken: only where the server listens on loopback alone. */
  links: boolean;
};

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);
const DAY = 24 * 60 * 60;

/** Sessions by email and password, by the one-time link of `rlhf start`, or by an invite. Nobody can sign up uninvited. */
export function createAuth({ db, appUrl, secret, links }: AuthOptions) {
  return betterAuth({
    baseURL: appUrl,
    secret,
    trustedOrigins: [new URL(appUrl).origin],
    database: prismaAdapter(db.prisma, { provider: "postgresql" }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_LENGTH.min,
      maxPasswordLength: PASSWORD_LENGTH.max,
      revokeSessionsOnPasswordReset: true,
      password: { hash: hashPassword, verify: verifyPassword },
    },
    user: {
      modelName: "appUser",
      additionalFields: { kind: { type: "string", input: false, defaultValue: "human", returned: false } },
    },
    session: { modelName: "authSession", expiresIn: 30 * DAY, updateAge: DAY },
    account: { modelName: "authAccount" },
    verification: { modelName: "authVerification" },
    rateLimit: {
      enabled: true,
      storage: "database",
      modelName: "authRateLimit",
      window: 60,
      max: 120,
      customRules: {
        "/sign-in/email": { window: 60, max: 5 },
        "/sign-in/link": { window: 60, max: 10 },
        "/invite/accept": { window: 60, max: 5 },
      },
    },
    advanced: { database: { generateId: () => newId() }, cookiePrefix: "rlhf" },
    telemetry: { enabled: false },
    plugins: [signInPlugin(db, { links })],
  });
}
export type Auth = ReturnType<typeof createAuth>;

function signInPlugin(db: Db, { links }: { links: boolean }) {
  return {
    id: "rlhf-sign-in",
    endpoints: {
      signInLink: createAuthEndpoint(
        "/sign-in/link",
        { method: "POST", body: z.object({ token: z.string().max(100) }) },
        async (ctx) => {
          // the name in the address bar too: a foreign name that resolves to this machine is refused
          const host = ctx.request ? new URL(ctx.request.url).hostname : "";
          const found = links && LOOPBACK.has(host) ? await redeemSignInLink(db, ctx.body.token) : null;
          if (!found)
            throw new APIError("UNAUTHORIZED", {
              message: "this link was used, is too old, or is not for this address",
            });
          await openSession(ctx, found.userId);
          await appendAudit(db, { actorId: found.userId, projectId: null, action: "auth.link" });
          return ctx.json({ ok: true });
        },
      ),
      acceptInvite: createAuthEndpoint(
        "/invite/accept",
        {
          method: "POST",
          body: z.object({
            token: z.string().max(100),
            name: z.string().trim().min(1).max(100),
            email: z.email().max(200),
            password: z.string().min(PASSWORD_LENGTH.min).max(PASSWORD_LENGTH.max),
          }),
        },
        async (ctx) => {
          const { token, name, email, password } = ctx.body;
          const joined = await acceptInvite(db, { token, name, email, passwordHash: await hashPassword(password) });
          if (!joined)
            throw new APIError("BAD_REQUEST", {
              message: "this invite was used, is too old, or is for another address",
            });
          await openSession(ctx, joined.userId);
          const { userId, projectId, role } = joined;
          await appendAudit(db, { actorId: userId, projectId, action: "auth.invite", detail: { role } });
          return ctx.json({ ok: true });
        },
      ),
    },
  } satisfies BetterAuthPlugin;
}

type SessionContext = Parameters<typeof setSessionCookie>[0];

async function openSession(ctx: SessionContext, userId: string): Promise<void> {
  const { internalAdapter } = ctx.context;
  const user = await internalAdapter.findUserById(userId);
  if (!user) throw new APIError("UNAUTHORIZED", { message: "this account is gone" });
  const session = await internalAdapter.createSession(userId);
  await setSessionCookie(ctx, { session, user });
}
