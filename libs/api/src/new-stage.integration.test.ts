import { createRewardModelVersion, ensureUser, getRun } from "@rlhf/db";
import { makeTestBatch, type TestBatch } from "@rlhf/db/testing-batch";
import { afterAll, beforeAll, expect, it } from "vitest";
import { call, startTestServer, type TestServer } from "./testing-server";

let server: TestServer;
let made: TestBatch;
let cookie: string;
let loop: string;
let rewardModelVersionId: string;
beforeAll(async () => {
  server = await startTestServer();
  made = await makeTestBatch(server.db, { slug: "stages", tasks: 1, slots: 1, annotators: 0 });
  const { projectId } = made;
  const { userId } = await ensureUser(server.db, { projectId, name: "R", kind: "human", role: "researcher" });
  cookie = await server.signIn(userId);
  loop = (await created({ name: "a loop of any name", preset: "smoke" })).id;
  const reward = { projectId, name: "reward", runId: null, snapshotId: null, checkpointId: null };
  const figures = { valAccuracy: null, ece: null, normMean: 0, normStd: 1 };
  rewardModelVersionId = (await createRewardModelVersion(server.db, { ...reward, ...figures })).id;
});
afterAll(() => server.stop());

const create = (input: object) =>
  call(server, { cookie }, { path: "runs.create", type: "mutation", input: { projectId: made.projectId, ...input } });
async function created(input: object): Promise<{ id: string }> {
  const { status, data, text } = await create(input);
  expect(status, text).toBe(200);
  return data as { id: string };
}
const ppo = () => {
  const inputs = { loop, policyVersionId: made.policyVersionIds[0], rewardModelVersionId };
  return { kind: "ppo", name: "stronger", preset: "smoke", inputs };
};

it("queues a stage with its preset, what was changed of it, and the rows that it works on", async () => {
  const { id } = await created({ ...ppo(), settings: { ppo: { klCoef: 0.2 } } });
  const run = await getRun(server.db, id);
  expect(run).toMatchObject({ kind: "ppo", name: "stronger", status: "queued", inputs: ppo().inputs });
  expect(run.config).toMatchObject({ ppo: { klCoef: 0.2, steps: 6, batchSize: 32 } });
  expect(Object.keys(run.config)).toEqual(["ppo"]);
  const { rows } = await server.db.pool.query("select 1 from run_job where run_id = $1", [id]);
  expect(rows).toHaveLength(1);
});

it("refuses a misspelt setting with the nearest name, and one of another stage", async () => {
  const misspelt = await create({ ...ppo(), settings: { ppo: { klCoeff: 0.2 } } });
  expect(misspelt).toMatchObject({
    status: 400,
    error: { message: expect.stringContaining("did you mean ppo.klCoef?") },
  });
  expect(await create({ ...ppo(), settings: { sft: { lr: 1 } } })).toMatchObject({ status: 400 });
  const wrong = await create({ ...ppo(), settings: { ppo: { klCoef: -1 } } });
  expect(wrong.error?.message).toMatch(/ppo\.klCoef: .*got -1/);
});

it("refuses inputs that are missing, of another kind, or of another project", async () => {
  const { loop: _, ...others } = ppo().inputs;
  expect((await create({ ...ppo(), inputs: others })).error?.message).toContain("inputs.loop: expected a loop");
  const stage = await created(ppo());
  const asLoop = await create({ ...ppo(), inputs: { ...ppo().inputs, loop: stage.id } });
  expect(asLoop).toMatchObject({ status: 400, error: { message: expect.stringContaining("inputs.loop") } });
  const foreign = await makeTestBatch(server.db, { slug: "foreign", tasks: 1, slots: 1, annotators: 0 });
  const stolen = { ...ppo().inputs, policyVersionId: foreign.policyVersionIds[0] };
  expect((await create({ ...ppo(), inputs: stolen })).error?.message).toContain("inputs.policyVersionId");
  expect(await create({ name: "loop", inputs: { loop } })).toMatchObject({ status: 400 });
});
