import { getRun, type Db } from "@rlhf/db";
import type { LoopReport } from "@rlhf/pipeline";
import { z } from "zod";

const Samples = z.array(z.object({ prompt: z.string(), baseline: z.string(), candidate: z.string() }));
export type LoopSample = z.infer<typeof Samples>[number];

/** The prompts that the loop's evaluation kept with the answers of both policies. */
export async function readSamples(db: Db, report: LoopReport): Promise<LoopSample[]> {
  const evaluation = report.runs.find((run) => run.kind === "evaluate");
  if (!evaluation) return [];
  const { result } = await getRun(db, evaluation.id);
  return Samples.parse(result?.samples ?? []);
}
