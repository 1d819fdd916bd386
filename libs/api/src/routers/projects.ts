import {
  createProject,
  Membership,
  membershipsOf,
  passwordHashOf,
  projectSummary,
  renameProject,
  joinProject,
} from "@rlhf/db/workbench";
import { MemberRole } from "@rlhf/domain";
import { TRPCError } from "@trpc/server";
import { z } from "zod";
import { accountProcedure, memberProcedure, router } from "../procedures";

const Me = z.strictObject({
  userId: z.uuid(),
  name: z.string(),
  email: z.string().nullable(),
  /** False for somebody who has signed in by link alone. */
  hasPassword: z.boolean(),
  projects: z.array(Membership),
});
const Summary = z.strictObject({
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  role: MemberRole,
  createdAt: z.date(),
});
const name = z.string().trim().min(1).max(100);

export const projectsRouter = router({
  /** Who I am, and the projects I belong to with my role in each. */
  me: accountProcedure.output(Me).query(async ({ ctx: { db, actor } }) => {
    const all = await membershipsOf(db, actor.userId);
    const projects = all.filter((one) => !actor.token || one.projectId === actor.token.projectId);
    const hasPassword = (await passwordHashOf(db, actor.userId)) !== null;
    return { userId: actor.userId, name: actor.name, email: actor.email, hasPassword, projects };
  }),

  show: memberProcedure
    .input(z.strictObject({ projectId: z.uuid() }))
    .output(Summary)
    .query(async ({ ctx }) => ({ ...(await projectSummary(ctx.db, ctx.projectId)), role: ctx.role })),

  /** A new project, with me as its owner. For owners and admins of some project. */
  create: accountProcedure
    .input(z.strictObject({ name, slug: z.string().regex(/^[a-z0-9][a-z0-9-]{0,60}$/, "small letters, digits and -") }))
    .output(z.strictObject({ projectId: z.uuid() }))
    .mutation(async ({ ctx: { db, actor }, input }) => {
      const roles = (await membershipsOf(db, actor.userId)).map((one) => one.role);
      if (!roles.some((role) => role === "owner" || role === "admin"))
        throw new TRPCError({ code: "FORBIDDEN", message: "expected an owner or admin of some project" });
      const projectId = await createProject(db, input);
      await joinProject(db, { projectId, userId: actor.userId, role: "owner" });
      return { projectId };
    }),

  rename: memberProcedure
    .input(z.strictObject({ projectId: z.uuid(), name }))
    .output(z.strictObject({ name: z.string() }))
    .mutation(async ({ ctx, input }) => ({ name: await renameProject(ctx.db, ctx.projectId, input.name) })),
});
