import type { Db } from "@rlhf/db";
import {
  acceptInvite,
  appendAudit,
  hashPassword,
  inviteOffer,
  joinByInvite,
  PASSWORD_LENGTH,
  passwordHashOf,
  redeemSignInLink,
  setPassword,
  verifyPassword,
} from "@rlhf/db/workbench";
import type { BetterAuthPlugin } from "better-auth";
import { APIError, createAuthEndpoint, sessionMiddleware } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import { z } from "zod";

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);
const NO_INVITE = "this invite was used, is too old, or was taken back";
const Token = z.string().max(100);
const NewPassword = z.string().min(PASSWORD_LENGTH.min).max(PASSWORD_LENGTH.max);

/** What better-auth does not bring: one-time links, invites, and a password that ends every other session. */
export function signInPlugin(db: Db, { links }: { links: boolean }) {
  return {
    id: "rlhf-sign-in",
    endpoints: { signInLink: signInLink(db, links), ...invites(db), changePassword: changePassword(db) },
  } satisfies BetterAuthPlugin;
}

const signInLink = (db: Db, links: boolean) =>
  createAuthEndpoint("/sign-in/link", { method: "POST", body: z.object({ token: Token }) }, async (ctx) => {
    // the name in the address bar too: a foreign name that resolves to this machine is refused
    const host = ctx.request ? new URL(ctx.request.url).hostname : "";
    const found = links && LOOPBACK.has(host) ? await redeemSignInLink(db, ctx.body.token) : null;
    if (!found)
      throw new APIError("UNAUTHORIZED", { message: "this link was used, is too old, or is not for this address" });
    await openSession(ctx, found.userId);
    await appendAudit(db, { actorId: found.userId, projectId: null, action: "auth.link" });
    return ctx.json({ ok: true });
  });

const NewPerson = z.object({
  token: Token,
  name: z.string().trim().min(1).max(100),
  email: z.email().max(200),
  password: NewPassword,
});

const invites = (db: Db) => ({
  /** What an invite is for, before anything is typed. */
  inviteOffer: createAuthEndpoint(
    "/invite/offer",
    { method: "POST", body: z.object({ token: Token }) },
    async (ctx) => {
      const offer = await inviteOffer(db, ctx.body.token);
      if (!offer) throw new APIError("NOT_FOUND", { message: NO_INVITE });
      return ctx.json(offer);
    },
  ),
  /** For somebody who has no account yet. */
  acceptInvite: createAuthEndpoint("/invite/accept", { method: "POST", body: NewPerson }, async (ctx) => {
    const { token, name, email, password } = ctx.body;
    const joined = await acceptInvite(db, { token, name, email, passwordHash: await hashPassword(password) });
    if (!joined)
      throw new APIError("BAD_REQUEST", {
        message: `${NO_INVITE}, is for another address, or the address has an account already (then sign in first)`,
      });
    await openSession(ctx, joined.userId);
    await record(db, joined);
    return ctx.json({ projectSlug: joined.projectSlug });
  }),
  /** For whoever is signed in: one account, another project. */
  joinByInvite: createAuthEndpoint(
    "/invite/join",
    { method: "POST", body: z.object({ token: Token }), use: [sessionMiddleware] },
    async (ctx) => {
      const { id: userId, email } = ctx.context.session.user;
      const joined = await joinByInvite(db, { token: ctx.body.token, userId, email });
      if (!joined) throw new APIError("BAD_REQUEST", { message: `${NO_INVITE}, or is for another address` });
      await record(db, joined);
      return ctx.json({ projectSlug: joined.projectSlug });
    },
  ),
});

type Joined = NonNullable<Awaited<ReturnType<typeof acceptInvite>>>;

const record = (db: Db, { userId, projectId, role }: Joined) =>
  appendAudit(db, { actorId: userId, projectId, action: "auth.invite", detail: { role } });

/** A first password after a sign-in by link, or another one: every session of the account ends, this one goes on anew. */
const changePassword = (db: Db) =>
  createAuthEndpoint(
    "/password/change",
    {
      method: "POST",
      body: z.object({ current: z.string().max(PASSWORD_LENGTH.max).nullable(), password: NewPassword }),
      use: [sessionMiddleware],
    },
    async (ctx) => {
      const { id: userId, email } = ctx.context.session.user;
      const hash = await passwordHashOf(db, userId);
      if (hash !== null && !(await verifyPassword({ hash, password: ctx.body.current ?? "" })))
        throw new APIError("BAD_REQUEST", { message: "the present password is another one" });
      await setPassword(db, { email, password: ctx.body.password });
      await openSession(ctx, userId);
      await appendAudit(db, { actorId: userId, projectId: null, action: "auth.password" });
      return ctx.json({ ok: true });
    },
  );

type SessionContext = Parameters<typeof setSessionCookie>[0];

async function openSession(ctx: SessionContext, userId: string): Promise<void> {
  const { internalAdapter } = ctx.context;
  const user = await internalAdapter.findUserById(userId);
  if (!user) throw new APIError("UNAUTHORIZED", { message: "this account is gone" });
  const session = await internalAdapter.createSession(userId);
  await setSessionCookie(ctx, { session, user });
}
