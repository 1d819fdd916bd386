import type { Db } from "@rlhf/db";
import { countAttempt } from "@rlhf/db/workbench";
import { APIError, createAuthMiddleware } from "better-auth/api";
import { z } from "zod";

const PER_ACCOUNT = { most: 10, seconds: 60 };
const Named = z.object({ email: z.string().max(320) });

/**
 * Passwords for one account are tried ten times a minute at most, from however many addresses: the limit by address alone would
 * let a caller begin anew behind each proxy. Counted in Postgres, so that a restart forgives nobody.
 */
export const attemptLimit = (db: Db) =>
  createAuthMiddleware(async (ctx) => {
    if (ctx.path !== "/sign-in/email") return;
    const named = Named.safeParse(ctx.body);
    if (!named.success) return; // refused by the endpoint itself
    const { most, seconds } = PER_ACCOUNT;
    const attempts = await countAttempt(db, { key: `account:${named.data.email.toLowerCase()}`, seconds });
    if (attempts > most)
      throw new APIError("TOO_MANY_REQUESTS", { message: "too many tries for this account; wait a minute" });
  });
