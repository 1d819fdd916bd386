import {
  batchProgress,
  claimMany,
  createLabelBatch,
  createTasks,
  ensureTaskSchema,
  guidelineInForce,
  judgeRounds,
  listGenerations,
} from "@rlhf/db";
import { DataError, type ClaimedTask, type Generation, type JudgmentInput, type SubmitResult } from "@rlhf/domain";
import { passThrough, type StageRun } from "./stage-run";
import type { StageContext } from "./workbench";

export type JudgedBatch = { id: string; tasks: number; generations: Generation[] };

/** Creates a batch of comparisons (once: the same name is the same batch), each with its number of judgments. */
export async function openJudgedBatch(
  ctx: StageContext,
  options: {
    name: string;
    leaseSeconds: number;
    pairs: readonly { generationIds: readonly [string, string] }[];
    slots: readonly number[];
    /** Who is served: nobody but the judges of a stage, unless told. */
    audience?: "people" | "automatic";
  },
): Promise<JudgedBatch> {
  const { db } = ctx.bench;
  const { projectId, seed } = ctx;
  const guideline = await guidelineInForce(db, { projectId, firstMd: GUIDELINE });
  const schema = await ensureTaskSchema(db, {
    projectId,
    name: "pairwise",
    version: 1,
    kind: "pairwise",
    definition: PAIRWISE,
  });
  const { name, leaseSeconds, pairs, slots, audience = "automatic" } = options;
  const batch = await createLabelBatch(db, {
    projectId,
    name,
    seed,
    leaseSeconds,
    audience,
    guidelineId: guideline.id,
    taskSchemaId: schema.id,
  });
  const ids = pairs.flatMap((p) => [...p.generationIds]);
  const generations = await listGenerations(db, { ids });
  const promptOf = new Map(generations.map((g) => [g.id, g.promptId]));
  const tasks = pairs.map(({ generationIds }, ordinal) => {
    return { ordinal, promptId: promptOf.get(generationIds[0]) ?? "", generationIds, slotsTotal: slots[ordinal] ?? 1 };
  });
  await createTasks(db, batch, tasks);
  return { id: batch.id, tasks: tasks.length, generations };
}

/**
 * Lets judges claim and submit in rounds, always in the same order, until nothing is left. Returns how many judgments were
 * stored in all rounds, those of an interrupted run included.
 */
export async function judgeAll(
  run: StageRun,
  ctx: StageContext,
  options: {
    batch: JudgedBatch;
    judges: readonly string[];
    answer: (task: ClaimedTask) => Omit<JudgmentInput, "assignmentId">;
  },
): Promise<number> {
  const { db } = ctx.bench;
  const { batch, judges, answer } = options;
  let claimed = (await claimMany(db, batch.id, judges)).filter((task) => task !== null);
  while (claimed.length > 0) {
    const answered = await judgeRounds(db, batch.id, {
      claimed,
      rounds: ROUNDS,
      answer: (task) => ({ ...answer(task), assignmentId: task.assignmentId }),
    });
    answered.submitted.forEach(assertKept);
    claimed = answered.claimed;
    await passThrough(run, { step: claimed[0]?.taskOrdinal ?? batch.tasks, total: batch.tasks, unit: "comparisons" });
  }
  return (await batchProgress(db, batch.id)).submitted;
}

/** Rounds that are stored together: between two of them the run can be stopped, and what a crash can undo is done again. */
const ROUNDS = 8;

/** A judge of ours that is refused means a defect in the queue or in the judge; nothing may be lost silently. */
function assertKept({ status }: SubmitResult): void {
  if (status !== "ok")
    throw new DataError(`judgment: expected it to be counted, got ${status}; is another process judging this batch?`);
}

const PAIRWISE = { question: "Which answer is better?", scale: 7, allowTie: true, allowBothBad: true };

const GUIDELINE = `# Which answer is better?

Read the question and both answers, then say which one you would rather get.

- Prefer the answer that speaks of what was asked, is well formed, friendly and neither too short nor too long.
- Say how sure you are: slightly better, better, much better.
- A tie means equally good. Both bad means that neither should be given to anyone.
`;
