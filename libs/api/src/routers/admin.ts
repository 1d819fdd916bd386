import {
  addGuideline,
  ApiTokenRow,
  AuditRow,
  changeRole,
  createApiToken,
  createInvite,
  GuidelineRow,
  guidelineRows,
  InviteRow,
  listApiTokens,
  listAudit,
  listInvites,
  MemberRow,
  memberRows,
  revokeApiToken,
  revokeInvite,
  setDisabled,
  verifyAudit,
} from "@rlhf/db/workbench";
import { MemberRole } from "@rlhf/domain";
import { TRPCError } from "@trpc/server";
import { z } from "zod";
import { SCOPES } from "../access";
import { notFound } from "../api-errors";
import { memberProcedure, router } from "../procedures";
import { Forward, Page } from "./shapes";

const inProject = z.strictObject({ projectId: z.uuid() });
const Done = z.strictObject({ done: z.boolean() });
/** The secret is shown in this answer and never again. */
const Secret = z.strictObject({ id: z.uuid(), token: z.string() });

export const adminRouter = router({
  members: memberProcedure
    .input(inProject)
    .output(z.strictObject({ members: z.array(MemberRow) }))
    .query(async ({ ctx }) => ({ members: await memberRows(ctx.db, ctx.projectId) })),

  /** Another role from the next request on; the member signs in again. Owners are made and unmade by owners. */
  setRole: memberProcedure
    .input(inProject.extend({ userId: z.uuid(), role: MemberRole }))
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await assertMayChange(ctx, input.userId, input.role);
      await changeRole(ctx.db, { projectId: ctx.projectId, userId: input.userId, role: input.role });
      return { done: true };
    }),

  /** Switches an account off or on; what it judged stays. */
  setDisabled: memberProcedure
    .input(inProject.extend({ userId: z.uuid(), disabled: z.boolean() }))
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      if (input.userId === ctx.actor.userId)
        throw new TRPCError({ code: "BAD_REQUEST", message: "expected somebody else" });
      await assertMayChange(ctx, input.userId, null);
      await setDisabled(ctx.db, input.userId, input.disabled);
      return { done: true };
    }),

  invites: memberProcedure
    .input(inProject)
    .output(z.strictObject({ invites: z.array(InviteRow) }))
    .query(async ({ ctx }) => ({ invites: await listInvites(ctx.db, ctx.projectId) })),

  /** A link for one person; `token` goes into it and is not kept. */
  invite: memberProcedure
    .input(inProject.extend({ role: MemberRole, email: z.email().nullish(), days: z.int().min(1).max(30).default(7) }))
    .output(Secret)
    .mutation(({ ctx, input: { role, email, days } }) => {
      if (role === "owner" && ctx.role !== "owner")
        throw new TRPCError({ code: "FORBIDDEN", message: "only an owner invites owners" });
      return createInvite(ctx.db, { projectId: ctx.projectId, role, email, days, createdBy: ctx.actor.userId });
    }),

  revokeInvite: memberProcedure
    .input(inProject.extend({ id: z.uuid() }))
    .output(Done)
    .mutation(async ({ ctx, input }) => ({
      done: await revokeInvite(ctx.db, { id: input.id, projectId: ctx.projectId }),
    })),

  tokens: memberProcedure
    .input(inProject)
    .output(z.strictObject({ tokens: z.array(ApiTokenRow) }))
    .query(async ({ ctx }) => ({ tokens: await listApiTokens(ctx.db, ctx.projectId) })),

  /** A token that acts for me in this project, within its scopes. */
  createToken: memberProcedure
    .input(
      inProject.extend({
        name: z.string().trim().min(1).max(100),
        scopes: z.array(z.enum(SCOPES)).min(1),
        days: z.int().min(1).max(3_650).nullable().default(90),
      }),
    )
    .output(Secret)
    .mutation(({ ctx, input: { name, scopes, days } }) =>
      createApiToken(ctx.db, { userId: ctx.actor.userId, projectId: ctx.projectId, name, scopes, days }),
    ),

  revokeToken: memberProcedure
    .input(inProject.extend({ id: z.uuid() }))
    .output(Done)
    .mutation(async ({ ctx, input }) => ({
      done: await revokeApiToken(ctx.db, { id: input.id, projectId: ctx.projectId }),
    })),

  /** Every version of what annotators read, newest first. */
  guidelines: memberProcedure
    .input(inProject)
    .output(z.strictObject({ guidelines: z.array(GuidelineRow) }))
    .query(async ({ ctx }) => ({ guidelines: await guidelineRows(ctx.db, ctx.projectId) })),

  /** The next version, for batches that are made from now on. A version's text never changes: judgments name it. */
  addGuideline: memberProcedure
    .input(inProject.extend({ bodyMd: z.string().trim().min(1).max(100_000) }))
    .output(z.strictObject({ version: z.int() }))
    .mutation(async ({ ctx, input }) => {
      const version = await addGuideline(ctx.db, { projectId: ctx.projectId, bodyMd: input.bodyMd });
      if (version === null)
        throw new TRPCError({ code: "CONFLICT", message: "the newest version says the same already" });
      return { version };
    }),

  /** Newest first; `cursor` is the last row's id of the page before. */
  audit: memberProcedure
    .input(inProject.extend({ cursor: z.int().positive().optional(), direction: Forward, ...Page }))
    .output(z.strictObject({ rows: z.array(AuditRow) }))
    .query(async ({ ctx, input: { cursor, limit } }) => ({
      rows: await listAudit(ctx.db, { projectId: ctx.projectId, before: cursor, limit }),
    })),

  /** Recomputes the whole hash chain. */
  verifyAudit: memberProcedure
    .input(inProject)
    .output(z.strictObject({ rows: z.int(), firstBreak: z.int().nullable() }))
    .query(({ ctx }) => verifyAudit(ctx.db)),
});

type Caller = { db: Parameters<typeof memberRows>[0]; projectId: string; role: MemberRole };

async function assertMayChange({ db, projectId, role }: Caller, userId: string, to: MemberRole | null): Promise<void> {
  const member = (await memberRows(db, projectId)).find((one) => one.userId === userId);
  if (!member) throw notFound();
  if ((member.role === "owner" || to === "owner") && role !== "owner")
    throw new TRPCError({ code: "FORBIDDEN", message: "only an owner changes owners" });
}
