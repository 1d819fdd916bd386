import type { Db } from "@rlhf/db";
import {
  FrontierBestOfN,
  frontierBestOfN,
  FrontierCheckpoint,
  frontierCheckpoints,
  FrontierEvaluation,
  frontierEvaluations,
} from "@rlhf/db/workbench";
import { bestOfNKl, bestOfNNormal } from "@rlhf/stats";
import { z } from "zod";

export const Frontier = z.strictObject({
  checkpoints: z.array(FrontierCheckpoint),
  evaluations: z.array(FrontierEvaluation),
  bestOfN: z.array(FrontierBestOfN),
  /** What best-of-n would reach: KL ln n − (n−1)/n, score of the largest of n normal draws (a reference policy has mean 0, deviation 1). */
  reference: z.array(z.strictObject({ n: z.number(), kl: z.number(), score: z.number() })),
});

const REFERENCE_N = [1, 1.2, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64, 128, 256, 512, 1024];
const REFERENCE = REFERENCE_N.map((n) => ({ n, kl: bestOfNKl(n), score: bestOfNNormal(n) }));

/** How far each policy moved from its reference, and what that brought. */
export async function frontierOf(db: Db, projectId: string): Promise<z.infer<typeof Frontier>> {
  const [checkpoints, evaluations, bestOfN] = await Promise.all([
    frontierCheckpoints(db, projectId),
    frontierEvaluations(db, projectId),
    frontierBestOfN(db, projectId),
  ]);
  return { checkpoints, evaluations, bestOfN, reference: REFERENCE };
}
