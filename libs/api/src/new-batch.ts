import { createLabelBatch, createTasks, ensureGuideline, ensureTaskSchema, type Db, type TaskInput } from "@rlhf/db";
import {
  answersToCompare,
  isBatchName,
  readGuideline,
  setBatchStatus,
  timesMet,
  unanimousPairs,
} from "@rlhf/db/workbench";
import { DataError, RlhfError, Split } from "@rlhf/domain";
import { seededUniform } from "@rlhf/stats";
import { z } from "zod";
import { drawPairs, pairWeight, Sampler, type AnswerPair, type DrawnPair } from "./pair-sampler";

const GOLD_ITEMS = 50;
const GOLD_JUDGES = 2;
const ANY_NUMBER = 32_767; // slots of a gold item: every annotator may have it

export const PairSource = z.strictObject({
  projectId: z.uuid(),
  /** Two or more: answers of different versions are compared. One: two answers of it to the same prompt. */
  policyVersionIds: z.array(z.uuid()).min(1).max(10),
  promptSetId: z.uuid().optional(),
  split: Split.optional(),
  tag: z.string().max(100).optional(),
  /** At most so many comparisons, spread over prompts first. */
  comparisons: z.int().min(1).max(50_000).default(500),
  sampler: Sampler.default("uniform_pairs"),
  seed: z.int().min(0).default(1),
});
type PairSource = z.infer<typeof PairSource>;

export const NewBatch = PairSource.extend({
  name: z.string().trim().min(1).max(120),
  overlap: z.int().min(1).max(9).default(1),
  goldRate: z.number().min(0).max(0.5).default(0),
  repeatRate: z.number().min(0).max(0.4).default(0),
  leaseSeconds: z.int().min(30).max(86_400).default(900),
  /** Whose screens it is served on. */
  audience: z.enum(["people", "automatic", "anyone"]).default("people"),
  /** Paused: nothing is served until somebody opens it. */
  paused: z.boolean().default(false),
  /** A new version of the guideline; without it the newest is used. */
  guideline: z.string().min(1).max(100_000).optional(),
});
type NewBatch = z.infer<typeof NewBatch>;

export const BatchPlan = z.strictObject({
  /** With at least one answer of these policies. */
  prompts: z.int(),
  promptsWithPairs: z.int(),
  /** All that could be compared. */
  pairs: z.int(),
  /** What would be: the sampler's draw, at most as many as asked for. */
  comparisons: z.int(),
  /** Pairs that two judges decided alike, of which gold is made. */
  gold: z.int(),
});

/**
 * A batch from prompts and policies: one pair of policies for each prompt, and again from the first prompt when more are
 * asked for, until no pair is left.
 * @throws DataError when nothing can be compared, or gold is asked for and no pair is decided clearly enough; RlhfError
 * "busy" when the project has a batch of this name.
 */
export async function openBatch(
  db: Db,
  wanted: NewBatch,
  createdBy: string,
): Promise<{ id: string; comparisons: number }> {
  const { projectId, name, seed, leaseSeconds, goldRate, repeatRate, audience, overlap } = wanted;
  if (await isBatchName(db, projectId, name))
    throw new RlhfError("busy", `name: expected a new one, the project has a batch "${name}" already`);
  const { drawn } = await pairsFor(db, wanted);
  if (drawn.length === 0)
    throw new DataError(
      "batch: expected prompts with two answers of these policies, found none; generate answers first",
    );
  const gold = await goldTasks(db, wanted, drawn.length);
  const batch = await createLabelBatch(db, {
    ...{ projectId, name, seed, leaseSeconds, goldRate, repeatRate, createdBy, audience, targetOverlap: overlap },
    sampler: { kind: wanted.sampler, policyVersionIds: wanted.policyVersionIds },
    ...(await schemaAndGuideline(db, wanted)),
  });
  if (wanted.paused) await setBatchStatus(db, batch.id, "draft");
  const tasks = drawn.map(({ promptId, generationIds, propensity }, ordinal) => {
    return { ordinal, promptId, generationIds, slotsTotal: overlap, samplingPropensity: propensity };
  });
  await createTasks(db, batch, [...tasks, ...gold]);
  return { id: batch.id, comparisons: drawn.length };
}

/** All pairs of answers of each prompt, prompts in their order. */
async function promptPairs(db: Db, from: PairSource): Promise<AnswerPair[][]> {
  const answers = await answersToCompare(db, from);
  const byPrompt = new Map<string, typeof answers>();
  for (const answer of answers) byPrompt.set(answer.promptId, [...(byPrompt.get(answer.promptId) ?? []), answer]);
  const same = from.policyVersionIds.length === 1;
  return [...byPrompt.values()].map((versions) => (same ? versions.flatMap(pairsWithin) : pairsBetween(versions)));
}

type Answers = Awaited<ReturnType<typeof answersToCompare>>[number];

const pairsWithin = ({ promptId, policyVersionId: v, generationIds: ids }: Answers): AnswerPair[] =>
  ids.flatMap((first, i) => {
    const second = ids[i + 1];
    return second === undefined || i % 2 === 1 ? [] : [{ promptId, generationIds: [first, second], versions: [v, v] }];
  });

const pairsBetween = (versions: readonly Answers[]): AnswerPair[] =>
  versions.flatMap((one, i) =>
    versions.slice(i + 1).flatMap((other) =>
      one.generationIds.flatMap((first, k): AnswerPair[] => {
        const second = other.generationIds[k];
        const named: [string, string] = [one.policyVersionId, other.policyVersionId];
        return second === undefined
          ? []
          : [{ promptId: one.promptId, generationIds: [first, second], versions: named }];
      }),
    ),
  );

/** The pairs that a batch would be made of. */
async function pairsFor(db: Db, from: PairSource): Promise<{ prompts: AnswerPair[][]; drawn: DrawnPair[] }> {
  const { policyVersionIds, projectId, sampler } = from;
  const prompts = await promptPairs(db, from);
  const met = sampler === "least_certain" ? await timesMet(db, { projectId, policyVersionIds }) : [];
  const of = { first: policyVersionIds[0] ?? "", met };
  const weightOf = ({ versions }: AnswerPair) => pairWeight(sampler, versions, of);
  return {
    prompts,
    drawn: drawPairs(prompts, { most: from.comparisons, uniform: seededUniform(from.seed), weightOf }),
  };
}

/** What a batch of these answers would hold, before it is made. */
export async function planBatch(db: Db, from: PairSource): Promise<z.infer<typeof BatchPlan>> {
  const { prompts, drawn } = await pairsFor(db, from);
  const gold = await unanimousPairs(db, { projectId: from.projectId, judges: GOLD_JUDGES, limit: GOLD_ITEMS });
  return {
    prompts: prompts.length,
    promptsWithPairs: prompts.filter((pairs) => pairs.length > 0).length,
    pairs: prompts.reduce((sum, pairs) => sum + pairs.length, 0),
    comparisons: drawn.length,
    gold: gold.length,
  };
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
