import type { Db } from "@rlhf/db";
import { hashPassword, PASSWORD_LENGTH, verifyPassword } from "@rlhf/db/workbench";
import { newId } from "@rlhf/domain";
import { betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { attemptLimit } from "./attempt-limit";
import { signInPlugin } from "./sign-in-plugin";

export type AuthOptions = {
  db: Db;
  /** The address in the browser's bar; only it may sign in. */
  appUrl: string;
  secret: string;
  /** Whether one-time links are taken: only where the server listens on loopback alone. */
  links: boolean;
};

const DAY = 24 * 60 * 60;
/** A session that is used within its days is renewed, at most once in `renewedAfter`. */
export const SESSION_DAYS = { lasts: 30, renewedAfter: 1 };

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
    session: {
      modelName: "authSession",
      expiresIn: SESSION_DAYS.lasts * DAY,
      updateAge: SESSION_DAYS.renewedAfter * DAY,
    },
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
        "/invite/join": { window: 60, max: 10 },
        "/invite/offer": { window: 60, max: 30 },
        "/password/change": { window: 60, max: 5 },
      },
    },
    advanced: { database: { generateId: () => newId() }, cookiePrefix: "rlhf" },
    telemetry: { enabled: false },
    // ours rotates the session and writes the audit log; the others have no screen, so nobody needs to reach them
    disabledPaths: ["/change-password", "/set-password", "/change-email", "/update-user", "/delete-user"],
    hooks: { before: attemptLimit(db) },
    plugins: [signInPlugin(db, { links })],
  });
}
export type Auth = ReturnType<typeof createAuth>;
