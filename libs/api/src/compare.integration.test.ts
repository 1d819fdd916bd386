import { insertRewardScores, createRewardModelVersion, listOutcomes } from "@rlhf/db";
import { newId } from "@rlhf/domain";
import { betaMixtureInterval, bettingSequence, seededUniform, wilsonInterval, winRate } from "@rlhf/stats";
import { afterAll, beforeAll, expect, it } from "vitest";
import { judgedComparison, type Comparison } from "./testing-comparison";
import { call, type TestServer } from "./testing-server";

// Every number of the dashboard equals the library's on the same rows.

let server: TestServer;
let made: Comparison["made"];
let cookie: string;
let compared: Comparison;
const TASKS = 40;

beforeAll(async () => {
  compared = await judgedComparison({ slug: "compare", tasks: TASKS });
  ({ server, made, cookie } = compared);
});
afterAll(() => server.stop());

const ask = <T>(path: string, input: object): Promise<T> => compared.ask<T>(path, input);
const pair = () => compared.pair;

it("says how often the candidate wins, with the library's own numbers", async () => {
  const { verdict } = await ask<{ verdict: Record<string, unknown> }>("compare.verdict", pair());
  const rows = await listOutcomes(server.db, { projectId: made.projectId });
  const outcomes = rows.map((row) => ({
    outcome: (row.policyVersionI === pair().candidateId ? row.outcome : 1 - row.outcome) as 0 | 0.5 | 1,
    cluster: row.promptId,
  }));
  const expected = winRate(outcomes, { uniform: seededUniform(7), equal: "judgments" });
  expect(verdict).toMatchObject({ winRate: expected.rate, interval: expected.interval, judgments: 2 * TASKS, ties: 8 });
  const byTask = rows.map((row) => row.taskId).filter((id, i, all) => all.indexOf(id) === i);
  const means = byTask.map((id) => {
    const of = outcomes.filter((_, i) => rows[i]?.taskId === id);
    return of.reduce((sum, { outcome }) => sum + outcome, 0) / of.length;
  });
  expect(verdict.alwaysValid).toEqual(bettingSequence(means).interval);
});

it("shows a matrix whose two sides add up, ratings, slices and biases", async () => {
  const { cells } = await ask<{ cells: { rowId: string; rate: number; judgments: number }[] }>("compare.matrix", {});
  expect(cells.map((cell) => cell.rate).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  expect(cells.map((cell) => cell.judgments)).toEqual([2 * TASKS, 2 * TASKS]);
  const { ratings } = await ask<{ ratings: { entries: { policyVersionId: string; elo: number }[] } }>(
    "compare.ratings",
    {
      baselineId: pair().baselineId,
    },
  );
  expect(ratings.entries[0]?.policyVersionId).toBe(pair().candidateId);
  expect(ratings.entries[1]?.elo).toBe(1000);
  const { slices } = await ask<{ slices: { name: string; judgments: number }[] }>("compare.slices", {
    ...pair(),
    by: "split",
  });
  expect(slices).toMatchObject([{ name: "train", judgments: 2 * TASKS }]);
  const biases = await ask<{ left: { decided: number; interval: number[] }; longer: { rate: number } }>(
    "compare.biases",
    {},
  );
  const rows = (await listOutcomes(server.db, { projectId: made.projectId })).filter((row) => row.outcome !== 0.5);
  const leftWins = rows.filter((row) => (row.outcome === 1) === row.iOnLeft).length;
  expect(biases.left.decided).toBe(rows.length);
  expect(biases.left.interval).toEqual(wilsonInterval(leftWins, rows.length));
  expect(betaMixtureInterval(leftWins, rows.length)[0]).toBeLessThan(0.5); // sides were random
});

it("answers again from its cache, until a judgment comes", async () => {
  const before = await ask<{ verdict: { judgments: number } }>("compare.verdict", pair());
  const { rows } = await server.db.pool.query<{ id: string; assignment: string; annotator: string }>(
    "select j.id, j.assignment_id as assignment, j.annotator_id as annotator from judgment j limit 1",
  );
  const [row] = rows;
  const undo = { judgmentId: newId(), assignmentId: row?.assignment, previousId: row?.id };
  const whose = made.annotators.findIndex((one) => one.userId === row?.annotator);
  const own = whose === 0 ? cookie : await server.signIn(row?.annotator ?? "");
  await call(server, { cookie: own }, { path: "label.undo", type: "mutation", input: undo });
  const after = await ask<{ verdict: { judgments: number } }>("compare.verdict", pair());
  expect(after.verdict.judgments).toBe(before.verdict.judgments - 1);
});

it("leads down from the number to the judgments, and lists regressions with triage", async () => {
  const lost = await ask<{ rows: { outcome: number; candidateText: string }[] }>("compare.judgments", {
    ...pair(),
    outcome: 0,
    limit: 100,
  });
  expect(lost.rows.length).toBeGreaterThan(5);
  expect(lost.rows.every((row) => row.outcome === 0 && row.candidateText.includes("one"))).toBe(true);
  const { rows } = await ask<{ rows: { promptId: string; rate: number; status: string }[] }>(
    "compare.regressions",
    pair(),
  );
  expect(rows.every((row) => row.rate < 0.5)).toBe(true);
  const triage = {
    projectId: made.projectId,
    ...pair(),
    promptId: rows[0]?.promptId,
    status: "fixed",
    note: "new data",
  };
  await call(server, { cookie }, { path: "compare.triage", type: "mutation", input: triage });
  const fixed = await ask<{ rows: { promptId: string; status: string }[] }>("compare.regressions", {
    ...pair(),
    status: "fixed",
  });
  expect(fixed.rows).toMatchObject([{ promptId: rows[0]?.promptId, status: "fixed" }]);
  const samples = await ask<{ rows: { answers: { text: string }[]; disagreement: number }[] }>("compare.samples", {
    policyVersionIds: made.policyVersionIds,
  });
  expect(samples.rows[0]?.answers.map((answer) => answer.text.split(" ")[1])).toEqual(["one", "two"]);
  const split = samples.rows.map((row) => row.disagreement);
  expect(split).toEqual([...split].sort((a, b) => b - a));
});

it("holds a reward model against the judges", async () => {
  const version = await createRewardModelVersion(server.db, {
    projectId: made.projectId,
    name: "reward",
    runId: null,
    snapshotId: null,
    checkpointId: null,
    valAccuracy: null,
    ece: null,
    temperature: 1,
    normMean: 0,
    normStd: 1,
  });
  const { rows } = await server.db.pool.query<{ id: string; text: string }>("select id, text from generation");
  const scores = rows.map(({ id, text }) => ({ generationId: id, score: text.includes("one") ? 1 : 0 }));
  await insertRewardScores(server.db, version.id, scores);
  const { calibration } = await ask<{ calibration: { accuracy: { rate: number; n: number }; ceiling: { n: number } } }>(
    "compare.calibration",
    { rewardModelVersionId: version.id },
  );
  const decided = (await listOutcomes(server.db, { projectId: made.projectId })).filter((row) => row.outcome !== 0.5);
  const right = decided.filter((row) => (row.outcome === 1) === (row.policyVersionI === pair().candidateId));
  expect(calibration.accuracy.n).toBe(decided.length);
  expect(calibration.accuracy.rate).toBeCloseTo(right.length / decided.length, 1);
  expect(calibration.ceiling.n).toBeGreaterThan(25);
});
