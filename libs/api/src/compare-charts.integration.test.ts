import {
  appendMetrics,
  claimRun,
  commitCheckpoint,
  createPolicyVersion,
  createRun,
  ensurePolicy,
  finishRun,
  listOutcomes,
} from "@rlhf/db";
import { seededUniform, winRate } from "@rlhf/stats";
import { afterAll, beforeAll, expect, it } from "vitest";
import { judgedComparison, type Comparison } from "./testing-comparison";
import type { TestServer } from "./testing-server";

// What the pictures of the comparison page show equals the library's numbers, or Postgres' rows, on the same judgments.

let server: TestServer;
let made: Comparison["made"];
let compared: Comparison;
const TASKS = 40;

beforeAll(async () => {
  compared = await judgedComparison({ slug: "compare-charts", tasks: TASKS });
  ({ server, made } = compared);
});
afterAll(() => server.stop());

const ask = <T>(path: string, input: object): Promise<T> => compared.ask<T>(path, input);
const pair = () => compared.pair;

it("opens with the pair judged last, and says how the verdict came about", async () => {
  const { pair: newest } = await ask<{ pair: Record<string, string> }>("compare.newest", {});
  expect(newest).toEqual({ candidateId: made.policyVersionIds[1], baselineId: made.policyVersionIds[0] }); // the newer version
  type Found = {
    verdict: { winRate: number; judgments: number; judges: number; effectiveJudgments: number };
    planned: number;
  };
  const { verdict, planned } = await ask<Found & { verdict: { alwaysValid: number[] } }>("compare.verdict", pair());
  expect(planned).toBe(2 * TASKS);
  expect(verdict.judges).toBe(2);
  const { points } = await ask<{ points: { judgments: number; rate: number; alwaysValid: number[] }[] }>(
    "compare.history",
    pair(),
  );
  expect(points).toHaveLength(TASKS);
  expect(points.at(-1)).toMatchObject({ judgments: verdict.judgments, alwaysValid: verdict.alwaysValid });
  expect(points.at(-1)?.rate).toBeCloseTo(verdict.winRate, 12);
  const rows = await listOutcomes(server.db, { projectId: made.projectId });
  const seen = rows.map((row) => (row.policyVersionI === pair().candidateId ? row.outcome : 1 - row.outcome));
  const outcomes = rows.map((row, i) => ({ outcome: seen[i] as 0 | 0.5 | 1, cluster: row.promptId }));
  const { standardError } = winRate(outcomes, { uniform: seededUniform(7), equal: "judgments" });
  const variance = seen.reduce((sum, y) => sum + (y - verdict.winRate) ** 2, 0) / seen.length;
  expect(verdict.effectiveJudgments).toBeCloseTo(variance / standardError ** 2, 9);
});

it("counts what was pressed from the candidate's side, and sums bins of length to all judgments", async () => {
  type Answers = {
    lengths: { from: number; mean: number; to: number; rate: number; judgments: number }[];
    strengths: { steps: { strength: number; judgments: number }[]; bothBad: number };
  };
  const answers = await ask<Answers>("compare.answers", pair());
  const rows = await listOutcomes(server.db, { projectId: made.projectId });
  const won = rows.filter((row) => (row.policyVersionI === pair().candidateId ? row.outcome : 1 - row.outcome) === 1);
  const even = rows.filter((row) => row.outcome === 0.5);
  const at = (strength: number) => answers.strengths.steps.find((step) => step.strength === strength)?.judgments;
  expect([at(1), at(0), at(-1)]).toEqual([won.length, even.length, rows.length - won.length - even.length]);
  expect(answers.lengths).toEqual([expect.objectContaining({ from: 1, mean: 1, to: 1, judgments: rows.length })]);
  const other = await ask<Answers>("compare.answers", {
    candidateId: pair().baselineId,
    baselineId: pair().candidateId,
  });
  expect(other.lengths[0]).toMatchObject({ from: -1, to: -1 });
  expect((other.lengths[0]?.rate ?? 0) + (answers.lengths[0]?.rate ?? 0)).toBeCloseTo(1, 12);
  expect(other.strengths.steps.map((step) => step.judgments)).toEqual(
    answers.strengths.steps.map((step) => step.judgments).reverse(),
  );
});

it("names the judgments of a slice and the people of a bias", async () => {
  const { slices } = await ask<{ slices: { filter: object; judgments: number }[] }>("compare.slices", {
    ...pair(),
    by: "prompt_length",
  });
  expect(slices).toMatchObject([{ name: "up to 50 characters", filter: { charsUpTo: 50 } }]);
  const behind = await ask<{ total: number }>("compare.judgments", { ...pair(), ...slices[0]?.filter, limit: 1 });
  expect(behind.total).toBe(slices[0]?.judgments);
  const biases = await ask<{ left: { annotators: { annotatorId: string; name: string }[] } }>("compare.biases", {});
  const names = new Map(made.annotators.map(({ userId, name }) => [userId, name]));
  expect(biases.left.annotators.every(({ annotatorId, name }) => names.get(annotatorId) === name)).toBe(true);
});

it("draws the frontier from checkpoints, evaluations and best-of-n runs", async () => {
  const [candidateId = "", baselineId = ""] = made.policyVersionIds;
  const shared = { projectId: made.projectId, config: {}, codeVersion: "test", seed: 1 };
  const finish = async (kind: "ppo" | "evaluate" | "best_of_n", inputs: object, result: Record<string, unknown>) => {
    const run = await createRun(server.db, { ...shared, kind, name: kind, inputs: { ...inputs } });
    const { lease } = await claimRun(server.db, run.id, { workerId: "test", leaseSeconds: 60 });
    return { lease, end: () => finishRun(server.db, lease, result) };
  };
  const ppo = await finish("ppo", {}, {});
  const points = Array.from({ length: 10 }, (_, i) => [
    { key: "objective/kl", step: i + 1, value: i + 1 },
    { key: "objective/scores", step: i + 1, value: (i + 1) / 10 },
  ]);
  await appendMetrics(server.db, ppo.lease, points.flat());
  const checkpoint = await commitCheckpoint(server.db, ppo.lease, {
    step: 10,
    kind: "policy",
    manifestSha256: "a".repeat(64),
    bytes: 1,
  });
  const policy = await ensurePolicy(server.db, { projectId: made.projectId, name: "ppo" });
  const version = { policyId: policy.id, kind: "ppo", checkpointId: checkpoint.id, config: {} } as const;
  const trained = await createPolicyVersion(server.db, version);
  await ppo.end();
  const side = (kl: number) => ({ kl, scoreMean: kl / 2, goldMean: null });
  const sides = { candidate: side(4), baseline: side(0), prompts: 12 };
  await (await finish("evaluate", { candidateId, baselineId }, sides)).end();
  await (await finish("best_of_n", {}, { n: 16, kl: 1.835, goldMean: 0.3, policyVersionId: baselineId })).end();
  type Point = { policyVersionId: string; kl: number; score: number };
  const frontier = await ask<{ checkpoints: Point[]; evaluations: Point[]; bestOfN: object[]; reference: Point[] }>(
    "compare.frontier",
    {},
  );
  // the mean of steps 6 to 10
  expect(frontier.checkpoints).toMatchObject([
    { policyVersionId: trained.id, step: 10, kl: 8, score: expect.closeTo(0.8, 9), gold: null },
  ]);
  expect(frontier.evaluations).toMatchObject([
    { policyVersionId: candidateId, kl: 4, score: 2, gold: null, prompts: 12 },
    { policyVersionId: baselineId, kl: 0, score: 0 },
  ]);
  expect(frontier.bestOfN).toMatchObject([{ policyVersionId: baselineId, n: 16, kl: 1.835, gold: 0.3 }]);
  expect(frontier.reference[3]).toMatchObject({ n: 2, kl: Math.log(2) - 0.5 });
  expect(frontier.reference[3]?.score).toBeCloseTo(1 / Math.sqrt(Math.PI), 9);
  const { pair: newest } = await ask<{ pair: object }>("compare.newest", {});
  expect(newest).toEqual({ candidateId, baselineId }); // an evaluation goes before the last judgment
});

it("leaves pairs of one policy with itself out of history and slices, as out of the verdict", async () => {
  const { db } = server;
  const before = await listOutcomes(db, { projectId: made.projectId });
  const judgeKind = before[0]?.judgeKind;
  await db.pool.query(
    `insert into pairwise_outcome select (jsonb_populate_record(o, jsonb_build_object('pair_no', 1, 'pv_j', o.pv_i))).*
     from pairwise_outcome o where o.project_id = $1 and o.pair_no = 0`,
    [made.projectId],
  );
  expect(await listOutcomes(db, { projectId: made.projectId })).toHaveLength(2 * before.length);
  const asked = { ...pair(), judgeKind }; // another question than the ones above, whose answers are remembered
  const { points } = await ask<{ points: { judgments: number }[] }>("compare.history", asked);
  expect(points.at(-1)?.judgments).toBe(before.length);
  const { slices } = await ask<{ slices: { judgments: number }[] }>("compare.slices", { ...asked, by: "split" });
  expect(slices.map(({ judgments }) => judgments)).toEqual([before.length]);
});
