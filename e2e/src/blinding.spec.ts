import type { APIRequestContext, Page } from "@playwright/test";
import { createRewardModelVersion, createRun, ensureUser, insertRewardScores, type Db } from "@rlhf/db";
import { makeTestBatch } from "@rlhf/db/testing-batch";
import { newId } from "@rlhf/domain";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, signIn, test } from "./bench";
import { readReach } from "./reach";

// reliability.md S14: as an annotator, look at every byte of every page, payload, header and error for what it must not know.

const ROOT = path.resolve(import.meta.dirname, "../..");
const ROUTES = path.join(ROOT, "apps/web/src/app/(workbench)");
const WORD = `canary${newId().slice(-12)}`;
const SCORE = 7.654321; // seven digits: no page has it by chance
const TASKS = 12;

/** Every route of the workbench, as addresses: `id` stands where a route wants one. */
function addresses(id: string): string[] {
  const pages = readdirSync(ROUTES, { recursive: true, encoding: "utf8" }).filter(
    (f) => path.basename(f) === "page.tsx",
  );
  return pages.map(
    (file) =>
      `/${path
        .dirname(file)
        .replace(/^\.$/, "")
        .replaceAll(/\[[^\]]+\]/g, id)}`,
  );
}

/** Every procedure of the API, from its table of access. */
const procedures = (): string[] => {
  const text = readFileSync(path.join(ROOT, "libs/api/src/access.ts"), "utf8");
  return [...text.matchAll(/^ {2}"(\w+\.\w+)":/gm)].flatMap(([, name]) => name ?? []);
};

/** What an annotator may call, with an input that it accepts. */
const allowed = (projectId: string): Record<string, unknown> => ({
  "projects.me": {},
  "projects.show": { projectId },
  "label.history": { projectId },
  "label.guideline": { projectId },
});

async function seed(db: Db) {
  const made = await makeTestBatch(db, { slug: `blind-${newId().slice(-8)}`, tasks: TASKS, slots: 2, annotators: 0 });
  const { projectId, batch, policyVersionIds, tasks } = made;
  await db.pool.query("update project set name = 'Harbour' where id = $1", [projectId]);
  await db.pool.query("update label_batch set audience = 'people', name = $2 where id = $1", [batch.id, WORD]);
  await db.pool.query("update policy set name = name || $2 where project_id = $1", [projectId, WORD]);
  await db.pool.query("update generation set sampling = jsonb_build_object('note', $2::text) where project_id = $1", [
    projectId,
    WORD,
  ]);
  const run = await createRun(db, {
    ...{ projectId, kind: "ppo", name: `run ${WORD}`, config: { note: WORD }, codeVersion: WORD, seed: 1 },
  });
  const reward = await createRewardModelVersion(db, {
    ...{ projectId, name: `reward ${WORD}`, runId: run.id, snapshotId: null, checkpointId: null },
    ...{ valAccuracy: null, ece: null, normMean: 0, normStd: 1 },
  });
  const generations = await db.pool.query<{ id: string }>("select id from generation where project_id = $1", [
    projectId,
  ]);
  await insertRewardScores(
    db,
    reward.id,
    generations.rows.map(({ id }) => ({ generationId: id, score: SCORE, scoreStd: null })),
  );
  await db.pool.query("insert into gold_item (task_id, kind, expected, explanation) values ($1, 'gold', $2, $3)", [
    tasks[0]?.id,
    { side: WORD },
    WORD,
  ]);
  const items = await db.pool.query<{ item_key: string }>(
    "select i.item_key from task_item i join comparison_task t on t.id = i.task_id where t.batch_id = $1",
    [batch.id],
  );
  const prompts = await db.pool.query<{ id: string }>("select id from prompt where project_id = $1", [projectId]);
  const canaries = [
    ...[WORD, String(SCORE), run.id, reward.id, batch.id, ...policyVersionIds],
    ...tasks.map(({ id }) => id),
    ...[...generations.rows, ...prompts.rows].map(({ id }) => id),
    ...items.rows.map(({ item_key }) => item_key),
  ];
  return { ...made, canaries, runId: run.id, generationId: generations.rows[0]?.id ?? "", rewardId: reward.id };
}

async function annotator(db: Db, page: Page, projectId: string, name: string): Promise<string> {
  const person = await ensureUser(db, { projectId, name, kind: "human", role: "annotator", email: `${name}@e.org` });
  await signIn(page, db, person.userId);
  return person.userId;
}

const call = (request: APIRequestContext, name: string, input: unknown, type: "get" | "post") => {
  const url = `${readReach().url}/api/trpc/${name}`;
  const headers = { origin: readReach().url, "content-type": "application/json" };
  if (type === "post") return request.post(url, { data: { json: input }, headers });
  return request.get(`${url}?input=${encodeURIComponent(JSON.stringify({ json: input }))}`, { headers });
};

test("an annotator finds no trace of what it compares in any page, payload, header or error", async ({ page, db }) => {
  test.setTimeout(120_000);
  const made = await seed(db);
  await annotator(db, page, made.projectId, "mole");
  const seen: string[] = [];
  let bodies = 0;
  const check = (what: string, text: string, sent = "") => {
    bodies++;
    seen.push(...made.canaries.filter((c) => text.includes(c) && !sent.includes(c)).map((c) => `${what}: ${c}`));
  };
  page.on("response", async (r) => {
    const text = await r.text().catch(() => "");
    check(r.url(), `${JSON.stringify(await r.allHeaders())} ${text}`, `${r.url()} ${r.request().postData() ?? ""}`);
  });
  for (const address of addresses(made.runId)) {
    await page.goto(address);
    await page.waitForLoadState("networkidle");
    for (const prefetch of ["0", "1"]) {
      const headers = { RSC: "1", "Next-Router-Prefetch": prefetch };
      const payload = await page.request.get(address, { headers });
      check(`RSC ${address}`, `${JSON.stringify(payload.headers())} ${await payload.text()}`, address);
    }
  }
  await page.goto("/label");
  const article = page.getByRole("article", { name: "Answer A" });
  for (let i = 0; i < 4; i++) {
    const before = await article.innerText();
    await page.keyboard.press(String(1 + 2 * i));
    await expect(article).not.toHaveText(before, { useInnerText: true });
  }
  await page.keyboard.press("[");
  await expect(page.getByRole("heading", { name: "Your earlier answer" })).toBeVisible();
  await page.goto("/history");
  await expect(page.getByRole("table")).toContainText("A better, strength 3 of 3");
  const subjects = {
    ...{ projectId: made.projectId, runId: made.runId, batchId: made.batch.id, generationId: made.generationId },
    ...{ policyVersionId: made.policyVersionIds[0], rewardModelVersionId: made.rewardId },
  };
  const good = allowed(made.projectId);
  for (const name of procedures()) {
    const inputs = good[name] ? [good[name]] : Object.entries(subjects).map(([key, value]) => ({ [key]: value }));
    for (const input of inputs)
      for (const type of good[name] ? (["get"] as const) : (["get", "post"] as const)) {
        const answer = await call(page.request, name, input, type);
        if (good[name]) expect(answer.status(), `${name}: ${await answer.text()}`).toBe(200);
        check(name, `${JSON.stringify(answer.headers())} ${await answer.text()}`, JSON.stringify(input));
      }
  }
  expect(seen).toEqual([]);
  expect(bodies).toBeGreaterThan(300); // the crawl was a crawl
});

test("what two annotators get of one pair has no id in common, and the sides are dealt anew for each", async ({
  page,
  browser,
  db,
}) => {
  const made = await makeTestBatch(db, { slug: `two-${newId().slice(-8)}`, tasks: TASKS, slots: 2, annotators: 0 });
  await db.pool.query("update label_batch set audience = 'people' where id = $1", [made.batch.id]);
  const context = await browser.newContext({ baseURL: readReach().url });
  const other = await context.newPage();
  type Task = { assignmentId: string; messages: { content: string }[]; leftText: string; rightText: string };
  const ids: string[][] = [];
  const lefts: Map<string, string>[] = [];
  for (const [at, name] of [[page, "ann"] as const, [other, "bea"] as const]) {
    await annotator(db, at, made.projectId, `${name}-${newId().slice(-8)}`);
    const found = new Map<string, string>();
    const bytes: string[] = [];
    for (let i = 0; i < TASKS; i++) {
      const next = await call(at.request, "label.next", { projectId: made.projectId }, "post");
      const text = await next.text();
      const body = JSON.parse(text) as { result: { data: { json: { task: Task } } } };
      const { task } = body.result.data.json;
      expect(Object.keys(task).sort()).toEqual(
        ["assignmentId", "guidelineVersion", "leftText", "messages", "rightText", "schema"].sort(),
      );
      bytes.push(...(text.match(/[0-9a-f]{8}-[0-9a-f-]{27}/g) ?? []));
      found.set(task.messages[0]?.content ?? "", task.leftText);
      const judgment = { judgmentId: newId(), assignmentId: task.assignmentId, side: "tie" };
      expect((await call(at.request, "label.submit", judgment, "post")).status()).toBe(200);
    }
    ids.push(bytes);
    lefts.push(found);
  }
  expect(ids.map((one) => one.length)).toEqual([TASKS, TASKS]);
  expect(ids[0]?.filter((id) => ids[1]?.includes(id))).toEqual([]);
  const same = [...(lefts[0] ?? [])].filter(([prompt, left]) => lefts[1]?.get(prompt) === left).length;
  expect(same).toBeGreaterThan(0);
  expect(same).toBeLessThan(TASKS);
  await context.close();
});
