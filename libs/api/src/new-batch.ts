import { createLabelBatch, createTasks, ensureGuideline, ensureTaskSchema, type Db, type TaskInput } from "@rlhf/db";
import { answersToCompare, readGuideline, unanimousPairs } from "@rlhf/db/workbench";
import { DataError, Split } from "@rlhf/domain";
import { seededUniform, type Uniform } from "@rlhf/stats";
import { z } from "zod";

const GOLD_ITEMS = 50;
const GOLD_JUDGES = 2;
const ANY_NUMBER = 32_767; // slots of a gold item: every annotator may have it

export const NewBatch = z.strictObject({
  projectId: z.uuid(),
  name: z.string().trim().min(1).max(120),
  /** Two or more: answers of different versions are compared. One: two answers of it to the same prompt. */
  policyVersionIds: z.array(z.uuid()).min(1).max(10),
  promptSetId: z.uuid().optional(),
  split: Split.optional(),
  tag: z.string().max(100).optional(),
  /** At most so many comparisons, spread over prompts first. */
  comparisons: z.int().min(1).max(50_000).default(500),
  overlap: z.int().min(1).max(9).default(1),
  goldRate: z.number().min(0).max(0.5).default(0),
  repeatRate: z.number().min(0).max(0.4).default(0),
  leaseSeconds: z.int().min(30).max(86_400).default(900),
  seed: z.int().min(0).default(1),
  /** A new version of the guideline; without it the newest is used. */
  guideline: z.string().min(1).max(100_000).optional(),
});
type NewBatch = z.infer<typeof NewBatch>;

/**
 * A batch for people from prompts and policies: one random pair of policies for each prompt, and again from the first
 * prompt when more are asked for, until no pair is left.
 * @throws DataError when nothing can be compared, or gold is asked for and no pair is decided clearly enough.
 */
export async function openBatch(
  db: Db,
  wanted: NewBatch,
  createdBy: string,
): Promise<{ id: string; comparisons: number }> {
  const uniform = seededUniform(wanted.seed);
  const pairs = samplePairs(await promptPairs(db, wanted), { most: wanted.comparisons, uniform });
  if (pairs.length === 0)
    throw new DataError(
      "batch: expected prompts with two answers of these policies, found none; generate answers first",
    );
  const gold = await goldTasks(db, wanted, pairs.length);
  const { projectId, name, seed, leaseSeconds, goldRate, repeatRate } = wanted;
  const batch = await createLabelBatch(db, {
    ...{ projectId, name, seed, leaseSeconds, goldRate, repeatRate, createdBy },
    audience: "people",
    sampler: { kind: "uniform_pairs", policyVersionIds: wanted.policyVersionIds },
    ...(await schemaAndGuideline(db, wanted)),
  });
  const tasks = pairs.map(({ promptId, generationIds }, ordinal) => {
    return { ordinal, promptId, generationIds, slotsTotal: wanted.overlap };
  });
  await createTasks(db, batch, [...tasks, ...gold]);
  return { id: batch.id, comparisons: pairs.length };
}

type Pair = { promptId: string; generationIds: [string, string] };

/** All pairs of answers of each prompt, prompts in their order. */
async function promptPairs(db: Db, wanted: NewBatch): Promise<Pair[][]> {
  const answers = await answersToCompare(db, wanted);
  const byPrompt = new Map<string, string[][]>();
  for (const { promptId, generationIds } of answers)
    byPrompt.set(promptId, [...(byPrompt.get(promptId) ?? []), generationIds]);
  const same = wanted.policyVersionIds.length === 1;
  return [...byPrompt].map(([promptId, versions]) => {
    const pairs = same ? pairsWithin(versions[0] ?? []) : pairsBetween(versions);
    return pairs.map((generationIds) => ({ promptId, generationIds }));
  });
}

const pairsWithin = (ids: readonly string[]): [string, string][] =>
  ids.flatMap((first, i) => (ids[i + 1] === undefined || i % 2 === 1 ? [] : [[first, ids[i + 1] ?? first]]));

const pairsBetween = (versions: readonly string[][]): [string, string][] =>
  versions.flatMap((one, i) =>
    versions.slice(i + 1).flatMap((other) => {
      const n = Math.min(one.length, other.length);
      return Array.from({ length: n }, (_, k): [string, string] => [one[k] ?? "", other[k] ?? ""]);
    }),
  );

/** Round by round a random pair of every prompt; which answer is item 0 is random too. */
function samplePairs(prompts: Pair[][], { most, uniform }: { most: number; uniform: Uniform }): Pair[] {
  const left = prompts.map((pairs) => [...pairs]);
  const drawn: Pair[] = [];
  while (drawn.length < most && left.some((pairs) => pairs.length > 0))
    for (const pairs of left) {
      const [pair] = pairs.splice(Math.floor(uniform() * pairs.length), 1);
      if (!pair || drawn.length >= most) continue;
      const [first, second] = pair.generationIds;
      drawn.push({ ...pair, generationIds: uniform() < 0.5 ? [first, second] : [second, first] });
    }
  return drawn;
}

async function goldTasks(db: Db, { projectId, goldRate }: NewBatch, from: number): Promise<TaskInput[]> {
  if (goldRate === 0) return [];
  const clear = await unanimousPairs(db, { projectId, judges: GOLD_JUDGES, limit: GOLD_ITEMS });
  if (clear.length === 0)
    throw new DataError(
      `batch: expected pairs that ${GOLD_JUDGES} judges decided alike as gold, found none; set the gold rate to 0`,
    );
  return clear.map(({ promptId, generationIds, verdict }, i) => ({
    ordinal: from + i,
    promptId,
    generationIds,
    slotsTotal: ANY_NUMBER,
    gold: { kind: "gold", expected: { verdict } },
  }));
}

async function schemaAndGuideline(db: Db, { projectId, guideline }: NewBatch) {
  const newest = await readGuideline(db, { projectId });
  const version = guideline === undefined ? newest?.version : (newest?.version ?? 0) + 1;
  const bodyMd = guideline ?? newest?.bodyMd;
  if (version === undefined || bodyMd === undefined)
    throw new DataError("batch: expected a guideline, the project has none; write one");
  const { id: guidelineId } = await ensureGuideline(db, { projectId, version, bodyMd });
  const definition = { question: "Which answer is better?", scale: 7, allowTie: true, allowBothBad: true };
  const schema = { projectId, name: "comparison", version: 1, kind: "pairwise", definition } as const;
  return { guidelineId, taskSchemaId: (await ensureTaskSchema(db, schema)).id };
}
