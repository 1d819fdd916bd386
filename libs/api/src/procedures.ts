import { appendAudit, standingIn } from "@rlhf/db/workbench";
import type { MemberRole } from "@rlhf/domain";
import { initTRPC, TRPCError } from "@trpc/server";
import superjson from "superjson";
import { z } from "zod";
import { ACCESS, SUBJECT_FIELD, type Rule } from "./access";
import { asApiError, BusyError, notFound, publicMessage } from "./api-errors";
import type { Actor, ApiContext } from "./context";

const PER_MINUTE = { query: 1_200, mutation: 1_200, heavy: 120 };

const t = initTRPC.context<ApiContext>().create({
  transformer: superjson,
  sse: { ping: { enabled: true, intervalMs: 10_000 }, client: { reconnectAfterInactivityMs: 30_000 } },
  errorFormatter({ shape, error, ctx }) {
    const { message, data } = publicMessage(error, ctx?.requestId ?? "-");
    const { code, httpStatus, path } = shape.data;
    return { ...shape, message, data: { code, httpStatus, path, ...data } };
  },
});

export const router = t.router;
export const { createCallerFactory } = t;

function ruleOf(path: string): Rule {
  const rule = ACCESS[path];
  if (!rule) throw new TRPCError({ code: "INTERNAL_SERVER_ERROR", message: `procedure ${path} has no access rule` });
  return rule;
}

/** Errors get their code, and the unexpected ones a line in the log. */
const reported = t.middleware(async ({ ctx, path, next }) => {
  const result = await next();
  if (result.ok) return result;
  const error = asApiError(result.error);
  if (error.code === "INTERNAL_SERVER_ERROR")
    ctx.log({ level: "error", requestId: ctx.requestId, path, message: error.message, error: error.cause ?? error });
  throw error;
});

const limited = t.middleware(({ ctx, path, type, next }) => {
  const heavy = ruleOf(path).heavy === true;
  const caller = ctx.actor?.userId ?? ctx.ip ?? "unknown";
  const wait = heavy
    ? ctx.limiter.take(`${caller}:heavy`, PER_MINUTE.heavy)
    : ctx.limiter.take(`${caller}:${type}`, PER_MINUTE[type === "mutation" ? "mutation" : "query"]);
  if (wait !== null) throw new BusyError(wait);
  return next();
});

/** Anybody with an account. */
export const accountProcedure = t.procedure
  .use(reported)
  .use(limited)
  .use(async ({ ctx, path, type, getRawInput, next }) => {
    const rule = ruleOf(path);
    const actor = signedIn(ctx.actor, rule);
    if (rule.who !== "account")
      throw new TRPCError({ code: "INTERNAL_SERVER_ERROR", message: `${path}: needs a project` });
    const result = await next({ ctx: { ...ctx, actor } });
    if (result.ok && type === "mutation") await audit(ctx, { path, rule, input: await getRawInput(), projectId: null });
    return result;
  });

/** A member of the project that the call is about, in a role that the table allows. */
export const memberProcedure = t.procedure
  .use(reported)
  .use(limited)
  .use(async ({ ctx, path, type, getRawInput, next }) => {
    const rule = ruleOf(path);
    const actor = signedIn(ctx.actor, rule);
    const input = await getRawInput();
    const standing = await standingOf(ctx, actor, { rule, input });
    const result = await next({ ctx: { ...ctx, actor, ...standing } });
    const audited = type === "mutation" && rule.scope !== "label"; // a judgment's revisions are its own log
    if (result.ok && audited) await audit({ ...ctx, actor }, { path, rule, input, projectId: standing.projectId });
    return result;
  });

function signedIn(actor: Actor | null, rule: Rule): Actor {
  if (!actor) throw new TRPCError({ code: "UNAUTHORIZED", message: "sign in, or send an API token" });
  if (actor.token && !actor.token.scopes.includes(rule.scope))
    throw new TRPCError({ code: "FORBIDDEN", message: `this token lacks the scope "${rule.scope}"` });
  return actor;
}

async function standingOf(
  ctx: ApiContext,
  actor: Actor,
  { rule, input }: { rule: Rule; input: unknown },
): Promise<{ projectId: string; role: MemberRole }> {
  const id = subjectId(rule, input);
  const standing = id === null ? null : await standingIn(ctx.db, actor.userId, { kind: rule.of, id });
  if (!standing || (actor.token && actor.token.projectId !== standing.projectId)) throw notFound();
  if (typeof rule.who === "string" || !rule.who.includes(standing.role))
    throw new TRPCError({ code: "FORBIDDEN", message: `the role "${standing.role}" may not do this` });
  return standing;
}

/** Null when the input names nothing: answered like a thing that does not exist. */
function subjectId(rule: Rule, input: unknown): string | null {
  const field = SUBJECT_FIELD[rule.of];
  const named = z.object({ [field]: z.uuid() }).safeParse(input);
  return named.success ? (named.data[field] ?? null) : null;
}

/** The check that every member procedure makes, for routes that are none. */
export async function authorise(ctx: ApiContext, { path, input }: { path: string; input: unknown }) {
  const rule = ruleOf(path);
  const actor = signedIn(ctx.actor, rule);
  const wait = ctx.limiter.take(`${actor.userId}:heavy`, PER_MINUTE.heavy);
  if (wait !== null) throw new BusyError(wait);
  return { actor, ...(await standingOf(ctx, actor, { rule, input })) };
}

/** Writes down a call that is no procedure. */
export const recordAudit = (
  ctx: ApiContext,
  call: { path: string; input: unknown; projectId: string },
): Promise<void> => audit(ctx, { ...call, rule: ruleOf(call.path) });

type Audited = { path: string; rule: Rule; input: unknown; projectId: string | null };

async function audit(ctx: ApiContext, { path, rule, input, projectId }: Audited): Promise<void> {
  const { actor, requestId, ip } = ctx;
  const entityId = subjectId(rule, input);
  const detail = { ...auditable(input), ...(actor?.token ? { byToken: true } : {}) };
  await appendAudit(ctx.db, {
    actorId: actor?.userId ?? null,
    projectId,
    action: path,
    entity: rule.of,
    entityId,
    detail,
    requestId,
    ip,
  });
}

/** The call's plain values; no long texts, nothing that is a secret. */
function auditable(input: unknown): Record<string, unknown> {
  if (typeof input !== "object" || input === null) return {};
  const entries = Object.entries(input).filter(([key]) => !/token|password|secret/i.test(key));
  return Object.fromEntries(entries.map(([key, value]) => [key, shortened(value)]));
}

function shortened(value: unknown): unknown {
  const text = JSON.stringify(value) ?? "null";
  return text.length <= 500 ? value : `${text.slice(0, 500)}…`;
}
