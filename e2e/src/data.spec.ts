import type { Page } from "@playwright/test";
import { getSnapshot, listPrompts } from "@rlhf/db";
import { readFileSync } from "node:fs";
import { expect, expectAccessible, judgmentsOf, press, SHOTS, test } from "./bench";

const fileOf = (rows: readonly (object | string)[], name = "pairs.jsonl") => ({
  name,
  mimeType: "application/x-ndjson",
  buffer: Buffer.from(rows.map((row) => (typeof row === "string" ? row : JSON.stringify(row))).join("\n") + "\n"),
});
const choose = (page: Page, file: ReturnType<typeof fileOf>) => page.locator("input[type=file]").setInputFiles(file);
const field = (page: Page, name: string) => page.getByRole("textbox", { name });
const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });

test("imports a file with a bad line: the rows are in Postgres, the error names its line, and again adds nothing", async ({
  page,
  db,
  desk,
}) => {
  const { made } = await desk({ role: "owner" });
  await page.goto("/data");
  await press(page, "i");
  await expect(page).toHaveURL(/\/data\/import$/);
  const rows = [{ prompt: "why is the sky blue?" }, { prompt: "who reads this?" }, "{ broken", { prompt: "and then?" }];
  await choose(page, fileOf(rows, "questions.jsonl"));
  await expect(page.getByText("TRL prompt-only")).toBeVisible();
  await expect(button(page, "Import 3 rows")).toBeVisible();
  const bad = page.getByRole("region", { name: "Rows that cannot be used" }).getByRole("row").nth(1);
  await expect(bad.getByRole("cell").first()).toHaveText("3");
  await page.screenshot({ path: `${SHOTS}/import-check.png`, fullPage: true });
  await expectAccessible(page, "an import before it is kept");
  await button(page, "Import 3 rows").click();
  await expect(page.getByText("New: 3 rows. Known before: 0.")).toBeVisible();
  const { rows: sets } = await db.pool.query<{ id: string }>(
    "select id from prompt_set where project_id = $1 and name = 'questions'",
    [made.projectId],
  );
  const stored = await listPrompts(db, { promptSetId: sets[0]?.id ?? "" });
  expect(stored.map((prompt) => prompt.messages[0]?.content)).toEqual([
    "why is the sky blue?",
    "who reads this?",
    "and then?",
  ]);
  await button(page, "Import another file").click();
  await choose(page, fileOf([...rows, { prompt: "a fourth?" }], "questions.jsonl"));
  await button(page, "Import 4 rows").click();
  await expect(page.getByText("New: 1 row. Known before: 3.")).toBeVisible();
  expect(await listPrompts(db, { promptSetId: sets[0]?.id ?? "" })).toHaveLength(4);
});

test("filters prompts by an address that can be shared, tags and splits several at once", async ({
  page,
  db,
  desk,
}) => {
  const { made } = await desk({ pairs: 60, role: "owner" });
  await page.goto("/data");
  await expect(page.getByRole("row")).toHaveCount(51);
  await page.getByRole("link", { name: "Next page" }).click();
  await expect(page.getByRole("row")).toHaveCount(11);
  await page.getByRole("link", { name: "First page" }).click();
  await page.getByLabel("Part of the text").fill("prompt 1");
  await expect(page.getByRole("row")).toHaveCount(12); // 1, 10 to 19
  await expect(page).toHaveURL(/text=prompt\+1/);
  await page.reload();
  await expect(page.getByRole("row")).toHaveCount(12);
  await page.getByRole("checkbox", { name: "All prompts of this page" }).check();
  await page.getByRole("textbox", { name: "Tag" }).fill("teens");
  await button(page, "Add tag").click();
  await expect(page.getByText("changed: 11 prompts")).toBeVisible();
  await page.getByRole("combobox", { name: "Move to" }).selectOption("test");
  const count = async () =>
    (
      await db.pool.query("select 1 from prompt where project_id = $1 and split = 'test' and tags = '{teens}'", [
        made.projectId,
      ])
    ).rowCount;
  await expect.poll(count).toBe(11);
  await page.getByLabel("Part of the text").fill("");
  await page.getByRole("combobox", { name: "Tag" }).selectOption("teens");
  await expect(page.getByRole("row")).toHaveCount(12);
});

test("takes a file larger than what passes through the proxy, row by row", async ({ page, db, desk }) => {
  await desk({ role: "owner" });
  await page.goto("/data/import");
  const text = "x".repeat(1_000);
  const rows = Array.from({ length: 12_000 }, (_, i) => ({ prompt: `${i}`, chosen: `a ${text}`, rejected: "b" }));
  await choose(page, fileOf(rows));
  await expect(button(page, /Import 12.000 rows/)).toBeVisible();
  await button(page, /Import 12.000 rows/).click();
  await page.getByRole("link", { name: "See the rows" }).click();
  await expect(page.getByRole("row")).toHaveCount(51);
  await page.getByRole("link", { name: "Next page" }).click();
  await expect(page.getByRole("row").nth(1).getByRole("cell").first()).toHaveText("51");
  const id = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  expect((await getSnapshot(db, id)).rowCount).toBe(12_000);
});

test("makes a batch, labels a pair of it, and reads its export back as an import", async ({ page, db, desk }) => {
  const { person } = await desk({ pairs: 4, role: "owner" });
  await page.goto("/batches");
  await press(page, "n");
  await field(page, "Overlap").fill("0");
  await button(page, "Make it and open it").click();
  await expect(page.getByText("expected a whole number from 1 to 9")).toBeVisible();
  await expect(page.getByText("expected a name")).toBeVisible();
  await expect(page.getByText("expected at least one policy")).toBeVisible();
  await field(page, "Name of the batch").fill("batch"); // the desk's own batch has this name
  await page.getByRole("checkbox", { name: "one v1" }).check();
  await page.getByRole("checkbox", { name: "two v1" }).check();
  await field(page, "Overlap").fill("2");
  await field(page, "Comparisons").fill("3");
  await expect(page.getByText("Judgments wanted")).toBeVisible();
  await expectAccessible(page, "a new batch");
  await page.screenshot({ path: `${SHOTS}/batch-new.png`, fullPage: true });
  await button(page, "Make it and open it").click();
  await expect(page.getByText("the project has a batch")).toBeVisible();
  await field(page, "Name of the batch").fill("week 1");
  await button(page, "Make it and open it").click();
  await expect(page.getByRole("heading", { level: 1, name: "week 1" })).toBeVisible();
  await expect(page.getByText("Pairs are served")).toBeVisible();
  const batchId = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  await db.pool.query("update label_batch set status = 'closed' where name = 'batch' and project_id = $1", [
    person.projectId,
  ]);
  await page.goto("/label");
  await expect(page.getByRole("article", { name: "Answer A" })).toBeVisible();
  await page.keyboard.press("2");
  await expect.poll(async () => (await judgmentsOf(db, person.userId)).length).toBe(1);
  await page.goto(`/batches/${batchId}`);
  await expect(page.getByText("1 of 6 judgments")).toBeVisible();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: /Export as TRL/ }).click();
  const text = readFileSync(await (await download).path(), "utf8");
  const [row] = text.trim().split("\n");
  expect(JSON.parse(row ?? "")).toMatchObject({
    prompt: [{ role: "user" }],
    chosen: [{ role: "assistant" }],
    margin: 2,
  });
  await page.goto("/data/import");
  await choose(page, { name: "week 1.jsonl", mimeType: "application/x-ndjson", buffer: Buffer.from(text) });
  await expect(page.getByText("TRL preference, explicit prompt, conversational")).toBeVisible();
  await button(page, "Import 1 row").click();
  await page.getByRole("link", { name: "See the rows" }).click();
  await expect(page).toHaveURL(/data\/[0-9a-f-]{36}/);
  const id = /[0-9a-f-]{36}/.exec(page.url())?.[0] ?? "";
  const back = await page.request.get(`/api/files/snapshot?snapshotId=${id}`);
  expect(await back.text()).toBe(text);
});

test("pauses, opens and closes a batch, and says why nothing is served", async ({ page, db, desk }) => {
  const { made } = await desk({ role: "owner" });
  await page.goto(`/batches/${made.batch.id}`);
  await expect(page.getByText("Pairs are served")).toBeVisible();
  await button(page, "Pause").click();
  await expect(page.getByText("Nothing is served: paused")).toBeVisible();
  await button(page, "Open").click();
  await expect(page.getByText("Pairs are served")).toBeVisible();
  await button(page, "Close").click();
  await page.getByRole("dialog").getByRole("button", { name: "Close the batch" }).click();
  await expect(page.getByText("Nothing is served: closed")).toBeVisible();
  const { rows } = await db.pool.query("select status from label_batch where id = $1", [made.batch.id]);
  expect(rows).toEqual([{ status: "closed" }]);
});

test("makes a project, and stays in it from page to page", async ({ page, db, desk }) => {
  const { person } = await desk({ role: "owner" });
  await page.goto("/data");
  await button(page, "New project").click();
  await page.getByLabel("Name", { exact: true }).fill("Second Küche");
  await expect(field(page, "Short name")).toHaveValue("second-kuche");
  const slug = `second-${person.userId.slice(-8)}`;
  await field(page, "Short name").fill(slug);
  await expectAccessible(page, "the dialog of a new project");
  await button(page, "Create the project").click();
  await expect(page.getByText("No prompts yet")).toBeVisible();
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Batches" }).click();
  await expect(page.getByText("No batches yet")).toBeVisible();
  await page.goto("/data"); // a fresh load remembers it too
  await expect(page.getByText("No prompts yet")).toBeVisible();
  const { rows } = await db.pool.query(
    "select role from project_member m join project p on p.id = m.project_id where p.slug = $1 and m.user_id = $2",
    [slug, person.userId],
  );
  expect(rows).toEqual([{ role: "owner" }]);
});

for (const { name, path, text } of [
  { name: "data", path: () => "/data", text: "prompt 0" },
  { name: "data-snapshots", path: () => "/data?tab=snapshots", text: "No snapshots yet" },
  { name: "data-import", path: () => "/data/import", text: "What a row can be" },
  { name: "batches", path: () => "/batches", text: "New batch" },
  { name: "batch", path: (id: string) => `/batches/${id}`, text: "Pairs are served" },
  { name: "batches-new", path: () => "/batches/new", text: "Rules of judging" },
])
  test(`${name} looks right and is accessible in light, dark and on a phone`, async ({ page, desk }) => {
    const { made } = await desk({ pairs: 8, role: "owner" });
    await page.goto(path(made.batch.id));
    await expect(page.getByText(text, { exact: true }).or(page.getByText(text)).first()).toBeVisible();
    await expect(page.locator(".skeleton")).toHaveCount(0);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await expectAccessible(page, `${name}, ${colorScheme}`);
      await page.screenshot({ path: `${SHOTS}/${name}-${colorScheme}.png` });
    }
    await page.setViewportSize({ width: 390, height: 844 });
    await expectAccessible(page, `${name} on a phone`);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await page.screenshot({ path: `${SHOTS}/${name}-phone.png`, fullPage: true });
  });
