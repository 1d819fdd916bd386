import {
  createRewardModelVersion,
  createRun,
  createSnapshot,
  ensureUser,
  insertSchedule,
  requestSample,
  claimTask,
} from "@rlhf/db";
import { createApiToken } from "@rlhf/db/workbench";
import { makeTestBatch, type TestBatch } from "@rlhf/db/testing";
import { MemberRole, newId } from "@rlhf/domain";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ACCESS, SCOPES, SUBJECT_FIELD, type Rule } from "./access";
import { appRouter } from "./app-router";
import { call, startTestServer, type TestServer } from "./testing-server";

// Every procedure and route × every kind of caller, over HTTP.

let server: TestServer;
let made: TestBatch;
let subjects: Record<Rule["of"], string>;
const cookies = new Map<MemberRole, string>();
let stranger: string;
let ownerId: string;

const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>);

beforeAll(async () => {
  server = await startTestServer();
  made = await makeTestBatch(server.db, { slug: "access", tasks: 3, slots: 3, annotators: 1 });
  for (const role of MemberRole.options) {
    const { userId } = await ensureUser(server.db, {
      projectId: made.projectId,
      name: role,
      kind: "human",
      role,
      email: `${role}@a.example`,
    });
    cookies.set(role, await server.signIn(userId));
    if (role === "owner") ownerId = userId;
  }
  const other = await makeTestBatch(server.db, { slug: "other", tasks: 1, slots: 1, annotators: 0 });
  const outside = await ensureUser(server.db, {
    projectId: other.projectId,
    name: "x",
    kind: "human",
    role: "owner",
    email: "x@a.example",
  });
  stranger = await server.signIn(outside.userId);
  subjects = await makeSubjects();
});
afterAll(() => server.stop());

async function makeSubjects(): Promise<Record<Rule["of"], string>> {
  const { db } = server;
  const { projectId, batch, annotators, policyVersionIds } = made;
  const { rows } = await db.pool.query<{ set: string; prompt: string; generation: string }>(
    `select p.prompt_set_id as set, p.id as prompt, g.id as generation from prompt p join generation g on g.prompt_id = p.id
     where p.project_id = $1 limit 1`,
    [projectId],
  );
  const [row] = rows;
  const annotatorId = annotators[0]?.userId ?? "";
  const run = await createRun(db, { projectId, kind: "pipeline", name: "run", config: {}, codeVersion: "1", seed: 1 });
  const versions = {
    runId: null,
    snapshotId: null,
    checkpointId: null,
    valAccuracy: null,
    ece: null,
    normMean: 0,
    normStd: 1,
  };
  const sampling = { maxNewTokens: 4, temperature: 1, topK: 0, topP: 1, seed: 1 };
  const rhythm = { cron: "0 6 * * *", timezone: "UTC", overlapPolicy: "forbid", catchUp: "one" } as const;
  const template = { v: 1, loop: { world: { kind: "harbortown" } } };
  const schedule = {
    projectId,
    name: "s",
    ...rhythm,
    jobTemplate: template,
    enabled: false,
    minNewJudgments: 0,
    nextFireAt: null,
  };
  const asked = {
    prefixTokenIds: [],
    topTokens: 0,
    seconds: 600,
    referenceVersionId: null,
    messages: [{ role: "user", content: "a" }],
  };
  const whose = { projectId, userId: annotatorId, policyVersionId: policyVersionIds[0] };
  return {
    project: projectId,
    promptSet: row?.set ?? "",
    prompt: row?.prompt ?? "",
    generation: row?.generation ?? "",
    policyVersion: policyVersionIds[0],
    batch: batch.id,
    assignment: (await claimTask(db, { annotatorId, batchId: batch.id }))?.assignmentId ?? "",
    judgment: newId(),
    snapshot: (await createSnapshot(db, { projectId, datasetName: "d", aggregation: "raw", query: {}, rows: [] })).id,
    rewardModelVersion: (await createRewardModelVersion(db, { projectId, name: "r", ...versions })).id,
    run: run.id,
    schedule: (await insertSchedule(db, schedule)).id,
    sampleRequest: await requestSample(db, { ...asked, ...whose, sampling }),
  };
}

type As = { cookie?: string; token?: string };

/** The status of a call that names its subject and nothing else: access is decided before the rest is looked at. */
async function statusOf(as: As, path: string, id?: string): Promise<number> {
  const rule = ACCESS[path];
  if (!rule) throw new Error(`${path} has no rule`);
  const input = { [SUBJECT_FIELD[rule.of]]: id ?? subjects[rule.of] };
  if (path.startsWith("files.")) return fileStatus(as, path, input);
  const type = procedures.find(([name]) => name === path)?.[1]._def.type;
  if (type === "subscription") return streamStatus(as, path, input);
  return (await call(server, as, { path, type: type === "mutation" ? "mutation" : "query", input })).status;
}

const headersOf = (as: As): Record<string, string> => ({
  origin: server.origin,
  ...(as.cookie ? { cookie: as.cookie } : {}),
  ...(as.token ? { authorization: `Bearer ${as.token}` } : {}),
});

async function fileStatus(as: As, path: string, input: Record<string, string>): Promise<number> {
  const route = { "files.import": "import", "files.exportBatch": "batch", "files.exportSnapshot": "snapshot" }[path];
  const method = route === "import" ? "POST" : "GET";
  const response = await fetch(`${server.origin}/api/files/${route}?${new URLSearchParams(input)}`, {
    method,
    headers: headersOf(as),
  });
  await response.text();
  return response.status;
}

async function streamStatus(as: As, path: string, input: object): Promise<number> {
  const abort = new AbortController();
  const query = encodeURIComponent(JSON.stringify({ json: input }));
  const headers = { ...headersOf(as), accept: "text/event-stream" };
  const url = `${server.origin}/api/trpc/${path}?input=${query}`;
  const response = await fetch(url, { headers, signal: abort.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  // a stream is always answered with 200; what it says first is the error or the first value
  while (!/"httpStatus":\d+|"status":/.test(text)) text += (await reader?.read())?.value ?? "";
  abort.abort();
  return Number(/"httpStatus":(\d+)/.exec(text)?.[1] ?? 200);
}

const isAllowed = (status: number): boolean => ![401, 403, 404, 500].includes(status);
const all = Object.entries(ACCESS);

it("has one row for every procedure, and none for what does not exist", () => {
  const paths = [...procedures.map(([path]) => path), "files.import", "files.exportBatch", "files.exportSnapshot"];
  expect(Object.keys(ACCESS).sort()).toEqual(paths.sort());
});

describe("access", () => {
  it.each(all)("%s", async (path, rule) => {
    expect(await statusOf({}, path)).toBe(401);
    const seen = [...cookies].map(async ([role, cookie]) => {
      const may = rule.who === "account" || rule.who.includes(role);
      const status = await statusOf({ cookie }, path);
      expect({ role, allowed: isAllowed(status), status }).toMatchObject({ role, allowed: may });
    });
    await Promise.all(seen);
    if (rule.who === "account") return;
    expect(await statusOf({ cookie: stranger }, path)).toBe(404);
    expect(await statusOf({ cookie: cookies.get("owner") }, path, newId())).toBe(404);
  });

  it("gives a token its scopes and its project, and no more", async () => {
    for (const scope of SCOPES) {
      const { token } = await createApiToken(server.db, {
        userId: ownerId,
        projectId: made.projectId,
        name: scope,
        scopes: [scope],
        days: 1,
      });
      for (const [path, rule] of all) {
        const status = await statusOf({ token }, path);
        expect({ path, scope, allowed: isAllowed(status), status }).toMatchObject({
          path,
          allowed: rule.scope === scope,
        });
      }
    }
  }, 60_000);
});

it("answers the same for what is absent and for what is another project's", async () => {
  const ask = (cookie: string | undefined, runId: string) =>
    call(server, { cookie }, { path: "runs.show", type: "query", input: { runId } });
  const body = async (cookie: string | undefined, id: string) =>
    (await ask(cookie, id)).text.replaceAll(/[0-9a-f-]{36}/g, "id");
  expect(await body(stranger, subjects.run)).toBe(await body(cookies.get("owner"), newId()));
});

it("believes a cookie from our own origin only, and takes JSON posts only", async () => {
  const input = { projectId: made.projectId, name: "renamed" };
  const to = { path: "projects.rename", type: "mutation", input } as const;
  const cookie = cookies.get("owner");
  expect((await call(server, { cookie, origin: "https://evil.example" }, to)).status).toBe(403);
  expect((await call(server, { cookie, origin: null }, to)).status).toBe(403);
  const form = await fetch(`${server.origin}/api/trpc/projects.rename`, {
    method: "POST",
    headers: { ...headersOf({ cookie }), "content-type": "text/plain" },
    body: JSON.stringify({ json: input }),
  });
  expect(form.status).toBe(415);
  const get = `${server.origin}/api/trpc/projects.rename?input=${encodeURIComponent(JSON.stringify({ json: input }))}`;
  expect((await fetch(get, { headers: headersOf({ cookie }) })).status).toBe(405);
  const big = await call(server, { cookie }, { ...to, input: { ...input, name: "x".repeat(1_100_000) } });
  expect(big.status).toBe(413);
  expect((await call(server, { cookie }, to)).status).toBe(200);
});

it("tells nothing of what went wrong inside", async () => {
  await server.db.pool.query("alter table prompt_set rename to hidden");
  const { status, text } = await call(
    server,
    { cookie: cookies.get("owner") },
    {
      path: "data.promptSets",
      type: "query",
      input: { projectId: made.projectId },
    },
  );
  await server.db.pool.query("alter table hidden rename to prompt_set");
  expect(status).toBe(500);
  expect(text).not.toMatch(/prompt_set|select|stack|libs\//i);
  expect(server.logged.at(-1)).toContain("prompt_set");
});
