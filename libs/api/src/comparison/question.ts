import type { Db } from "@rlhf/db";
import { allIn } from "@rlhf/db/workbench";
import { UserKind } from "@rlhf/domain";
import { z } from "zod";
import { notFound } from "../api-errors";

export const inProject = z.strictObject({ projectId: z.uuid(), judgeKind: UserKind.optional() });
export const Pair = inProject.extend({ candidateId: z.uuid(), baselineId: z.uuid() });
export type Compared = z.infer<typeof Pair>;

/** What an answer is kept under. */
export const question = <F extends { projectId: string }>(name: string, filter: F) => {
  return { name, projectId: filter.projectId, filter };
};

/** @throws not found, unless both policies belong to the project. */
export async function assertPair(
  ctx: { db: Db; projectId: string },
  { candidateId, baselineId }: Pick<Compared, "candidateId" | "baselineId">,
): Promise<void> {
  const ids = [candidateId, baselineId];
  if (!(await allIn(ctx.db, ctx.projectId, { kind: "policyVersion", ids }))) throw notFound();
}
