import { newId, type DatasetRow, type Project } from "@rlhf/domain";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { insertArtifacts } from "./checkpoints";
import {
  createEvalRun,
  ensureEvalSuite,
  finishEvalRun,
  insertEvalResults,
  readRatingEntries,
  saveRatingFit,
} from "./evaluations";
import {
  insertGenerations,
  insertRewardScores,
  insertTokenStats,
  listGenerations,
  readTokenStats,
} from "./generations";
import { createPolicyVersion, ensurePolicy, getPolicyVersion, listPolicyVersions } from "./policies";
import { ensureProject, ensureUser, listMembers } from "./projects";
import { ensurePromptSet, insertPrompts, listPrompts, readPrompts, type PromptInput } from "./prompts";
import { createRewardModelVersion, getRewardModelVersion } from "./reward-models";
import { createSnapshot, getSnapshot, readSnapshotRows } from "./snapshots";
import { createTestDatabase, type TestDatabase } from "./testing";
import { makeTestBatch } from "./testing-batch";

let test: TestDatabase;
let project: Project;
let counter = 0;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());
const newProject = async () => {
  project = await ensureProject(test.db, { slug: `nouns-${counter++}`, name: "nouns" });
  return project.id;
};
const prompt = (content: string, more: Partial<PromptInput> = {}): PromptInput => ({
  messages: [{ role: "user", content }],
  split: "train",
  ...more,
});

describe("projects and users", () => {
  it("are made once", async () => {
    await newProject();
    expect(await ensureProject(test.db, { slug: project.slug, name: "other" })).toEqual(project);
  });

  it("number the members of a project from 0 without gaps, also when they come at once", async () => {
    const projectId = await newProject();
    const names = ["a", "b", "c", "d", "e", "f"];
    await Promise.all(names.map((name) => ensureUser(test.db, { projectId, name, kind: "simulated" })));
    const again = await ensureUser(test.db, { projectId, name: "a", kind: "simulated" });
    const members = await listMembers(test.db, projectId);
    expect(members.map((member) => member.ordinal)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(members.find((member) => member.name === "a")).toEqual(again);
  });

  it("number people apart: who joined before them does not change what simulated judges say", async () => {
    const projectId = await newProject();
    const person = (name: string) =>
      ensureUser(test.db, { projectId, name, kind: "human", email: `${name}@${project.slug}` });
    const ordinals = [
      (await person("owner")).ordinal,
      (await ensureUser(test.db, { projectId, name: "typical 1", kind: "simulated" })).ordinal,
      (await person("annotator")).ordinal,
    ];
    expect(ordinals).toEqual([1_000_000, 0, 1_000_001]);
  });

  it("know people by their email, whatever its case, and services by kind and name", async () => {
    const [one, two] = [await newProject(), await newProject()];
    const anna = await ensureUser(test.db, {
      projectId: one,
      name: "Anna",
      kind: "human",
      email: "Anna@x.org",
      role: "owner",
    });
    const same = await ensureUser(test.db, { projectId: two, name: "Anna", kind: "human", email: "anna@X.org" });
    expect(same.userId).toBe(anna.userId);
    expect([anna.role, same.role]).toEqual(["owner", "annotator"]);
    const oracle = await ensureUser(test.db, { projectId: one, name: "oracle", kind: "oracle" });
    const service = await ensureUser(test.db, { projectId: one, name: "oracle", kind: "service" });
    expect(service.userId).not.toBe(oracle.userId);
  });
});

describe("prompts", () => {
  it("come back in input order and are stored once by content", async () => {
    const set = await ensurePromptSet(test.db, { projectId: await newProject(), name: "set" });
    const first = await insertPrompts(test.db, set, [
      prompt("x"),
      prompt("y", { split: "val", tags: ["t"] }),
      prompt("x"),
    ]);
    expect(first.map((p) => [p.messages[0]?.content, p.ordinal, p.split])).toEqual([
      ["x", 0, "train"],
      ["y", 1, "val"],
      ["x", 0, "train"],
    ]);
    const second = await insertPrompts(test.db, set, [prompt("z"), prompt("y"), prompt("x")]);
    expect(second.map((p) => p.ordinal)).toEqual([2, 1, 0]);
    expect(second[1]?.id).toBe(first[1]?.id);
    expect((await listPrompts(test.db, { promptSetId: set.id, split: "val" })).map((p) => p.tags)).toEqual([["t"]]);
    const ids = second.map((p) => p.id);
    expect((await readPrompts(test.db, ids)).map((p) => p.id)).toEqual(ids);
  });

  it("take thousands at once and any text", async () => {
    const set = await ensurePromptSet(test.db, { projectId: await newProject(), name: "set" });
    const many = Array.from({ length: 4_500 }, (_, i) => prompt(`prompt ${i}`));
    const stored = await insertPrompts(test.db, set, [...many, prompt("nul \u0000 and half \uD800")]);
    expect(stored.map((p) => p.ordinal)).toEqual(Array.from({ length: 4_501 }, (_, i) => i));
    expect(stored[4_500]?.messages[0]?.content).toBe("nul \uFFFD and half \uFFFD");
  });
});

describe("policies and generations", () => {
  it("make a version once for one checkpoint, kind and config", async () => {
    const policy = await ensurePolicy(test.db, { projectId: await newProject(), name: "p" });
    const make = (config: Record<string, unknown>) =>
      createPolicyVersion(test.db, { policyId: policy.id, kind: "sft", config });
    const [one, same, two] = [await make({ a: 1, b: 2 }), await make({ b: 2, a: 1 }), await make({ a: 2 })];
    expect(same).toEqual(one);
    expect([one.version, two.version]).toEqual([1, 2]);
    expect(await getPolicyVersion(test.db, two.id)).toEqual(two);
    expect(await listPolicyVersions(test.db, project.id)).toEqual([one, two]);
  });

  it("store each sample once, with token statistics and scores", async () => {
    const projectId = await newProject();
    const set = await ensurePromptSet(test.db, { projectId, name: "set" });
    const [stored] = await insertPrompts(test.db, set, [prompt("x")]);
    const policy = await ensurePolicy(test.db, { projectId, name: "p" });
    const version = await createPolicyVersion(test.db, { policyId: policy.id, kind: "ppo", config: {} });
    const rows = [1, 0].map((sampleIndex) => ({
      promptId: stored?.id ?? "",
      policyVersionId: version.id,
      seed: 2 ** 40,
      sampleIndex,
      text: `text ${sampleIndex}`,
      tokenIds: [5, 6, 7],
      finishReason: "eos" as const,
      logpSum: -1.25,
    }));
    const sampling = { temperature: 1 };
    const first = await insertGenerations(test.db, { projectId, sampling }, rows);
    expect(first.map((g) => [g.sampleIndex, g.text, g.nTokens, g.nChars, g.seed, g.logpSum])).toEqual([
      [1, "text 1", 3, 6, 2 ** 40, -1.25],
      [0, "text 0", 3, 6, 2 ** 40, -1.25],
    ]);
    expect(await insertGenerations(test.db, { projectId, sampling }, rows)).toEqual(first);
    const other = await insertGenerations(test.db, { projectId, sampling: { temperature: 0.5 } }, rows);
    expect(other[0]?.id).not.toBe(first[0]?.id);
    const listed = await listGenerations(test.db, { policyVersionId: version.id, sampling });
    expect(listed.map((g) => g.sampleIndex)).toEqual([0, 1]);
    expect(await listGenerations(test.db, { ids: first.map((g) => g.id) })).toEqual(first);

    const nothing = { logpRef: null, value: null, reward: null, advantage: null, entropy: null };
    const stats = first.map((g, i) => ({
      generationId: g.id,
      logp: new Float32Array([-0.5, -i, 3e-8]),
      kl: i === 0 ? new Float32Array([0.1]) : null,
      ...nothing,
    }));
    await insertTokenStats(test.db, stats);
    await insertTokenStats(test.db, stats); // again changes nothing
    expect(
      await readTokenStats(
        test.db,
        first.map((g) => g.id),
      ),
    ).toEqual(stats);

    const reward = { projectId, name: "rm", runId: newId(), snapshotId: null, checkpointId: null, ece: 0.02 };
    const fit = { ...reward, valAccuracy: 0.7, normMean: 0.1, normStd: 2 };
    const model = await createRewardModelVersion(test.db, fit);
    expect(await createRewardModelVersion(test.db, { ...fit, valAccuracy: 0.8 })).toEqual({
      ...model,
      valAccuracy: 0.8,
    });
    expect((await createRewardModelVersion(test.db, { ...fit, runId: newId() })).version).toBe(2);
    expect((await getRewardModelVersion(test.db, model.id)).valAccuracy).toBe(0.8);
    await insertRewardScores(
      test.db,
      model.id,
      first.map((g, i) => ({ generationId: g.id, score: i + 0.5 })),
    );
    const { rows: scores } = await test.db.pool.query("select score from reward_score order by score");
    expect(scores).toEqual([{ score: 0.5 }, { score: 1.5 }]);
  });
});

describe("snapshots", () => {
  it("are the same for equal content and read back in order", async () => {
    const made = await makeTestBatch(test.db, { slug: "snapshot-one", tasks: 3, slots: 1, annotators: 1 });
    const twin = await makeTestBatch(test.db, { slug: "snapshot-two", tasks: 3, slots: 1, annotators: 1 });
    const rowsOf = async (batch: typeof made): Promise<Omit<DatasetRow, "rowNo">[]> => {
      const [one, two] = await Promise.all(
        batch.policyVersionIds.map((id) => listGenerations(test.db, { policyVersionId: id })),
      );
      return (one ?? []).map((g, i) => ({
        promptId: g.promptId,
        chosenGenerationId: g.id,
        rejectedGenerationId: two?.[i]?.id ?? "",
        margin: i,
        weight: 1,
        softLabel: 1,
        split: "train" as const,
        judgmentIds: [newId()],
      }));
    };
    const rows = await rowsOf(made);
    const freeze = (projectId: string, frozen: Omit<DatasetRow, "rowNo">[]) =>
      createSnapshot(test.db, { projectId, datasetName: "d", aggregation: "raw", query: { batch: 1 }, rows: frozen });
    const one = await freeze(made.projectId, rows);
    expect(one).toMatchObject({ version: 1, rowCount: 3 });
    expect(await freeze(made.projectId, rows)).toEqual(one);
    expect((await freeze(made.projectId, rows.slice(1))).version).toBe(2);
    expect(await readSnapshotRows(test.db, one.id)).toEqual(rows.map((row, rowNo) => ({ ...row, rowNo })));
    expect(await getSnapshot(test.db, one.id)).toEqual(one);
    const other = await freeze(twin.projectId, await rowsOf(twin));
    expect(other.contentSha256).toBe(one.contentSha256); // other ids, same texts
  });
});

describe("evaluations", () => {
  it("store results once and ratings best first", async () => {
    const made = await makeTestBatch(test.db, { slug: "eval", tasks: 1, slots: 1, annotators: 1 });
    const [candidatePv, baselinePv] = made.policyVersionIds;
    const suite = await ensureEvalSuite(test.db, { projectId: made.projectId, name: "suite" });
    const run = await createEvalRun(test.db, {
      suiteId: suite.id,
      runId: null,
      batchId: made.batch.id,
      candidatePv,
      baselinePv,
      judge: "oracle",
    });
    const result = { promptId: newId(), sampleIndex: 0, orderSwapped: false, outcome: 1 };
    await insertEvalResults(test.db, run.id, [result]);
    await insertEvalResults(test.db, run.id, [{ ...result, outcome: 0.5 }]);
    await finishEvalRun(test.db, run.id, { status: "succeeded", summary: { winRate: 0.5 } });
    const { rows } = await test.db.pool.query("select outcome from eval_result where eval_run_id = $1", [run.id]);
    expect(rows).toEqual([{ outcome: 0.5 }]);
    const entry = (policyVersionId: string, rating: number) => ({
      policyVersionId,
      rating,
      lo: rating - 1,
      hi: rating + 1,
      lcRating: null,
      rankUb: 1,
    });
    const fit = await saveRatingFit(test.db, {
      projectId: made.projectId,
      method: "bradley_terry",
      filter: {},
      data: [1, 2],
      params: {},
      n: 2,
      entries: [entry(baselinePv, -1), entry(candidatePv, 1)],
    });
    expect((await readRatingEntries(test.db, fit.id)).map((e) => e.policyVersionId)).toEqual([candidatePv, baselinePv]);
  });

  it("note an artifact once", async () => {
    const artifact = { sha256: "ab".repeat(32), uri: "blobs/ab", bytes: 3, mime: "application/octet-stream" };
    await insertArtifacts(test.db, [artifact]);
    await insertArtifacts(test.db, [artifact]);
    expect((await test.db.pool.query("select bytes from artifact")).rows).toEqual([{ bytes: "3" }]);
  });
});

it("Prisma's client reads the same rows", async () => {
  const id = await newProject();
  expect(await test.db.prisma.project.findUnique({ where: { id }, select: { slug: true } })).toEqual({
    slug: project.slug,
  });
});
