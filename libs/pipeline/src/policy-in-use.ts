import { getRun, listRuns } from "@rlhf/db";
import { DataError, type Run } from "@rlhf/domain";
import { z } from "zod";
import type { StageContext } from "./workbench";

const HasPolicy = z.object({ policyVersionId: z.string() });
const HasVerdict = z.object({ verdict: z.string() });

/**
 * The policy that the next improvement starts from: the newest that PPO finished and that its own evaluation did not call
 * worse than its predecessor; else the newest fine-tuned one. @throws DataError where nothing is trained yet.
 */
export async function policyInUse(ctx: StageContext): Promise<string> {
  const { bench, projectId } = ctx;
  for (const run of await listRuns(bench.db, { projectId, kind: "ppo", status: "succeeded" }))
    if (!(await isWorse(ctx, run))) return HasPolicy.parse(run.result).policyVersionId;
  const [tuned] = await listRuns(bench.db, { projectId, kind: "sft", status: "succeeded", limit: 1 });
  if (tuned) return HasPolicy.parse(tuned.result).policyVersionId;
  throw new DataError("scheduled run: expected a trained policy in the project, found none; run a loop first");
}

async function isWorse({ bench, projectId }: StageContext, ppo: Run): Promise<boolean> {
  if (ppo.parentRunId === null) return false;
  const parent = await getRun(bench.db, ppo.parentRunId);
  const [evaluated] = await listRuns(bench.db, { projectId, parentRunId: parent.id, kind: "evaluate" });
  return evaluated?.status === "succeeded" && HasVerdict.parse(evaluated.result).verdict === "worse";
}
