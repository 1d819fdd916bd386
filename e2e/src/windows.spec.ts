import type { Browser, Page } from "@playwright/test";
import { claimTask, ensureUser, reapLeases, submitJudgment, type Db } from "@rlhf/db";
import { newId } from "@rlhf/domain";
import { expect, judgmentsOf, signIn, test, type Desk } from "./bench";
import { readReach } from "./reach";

const answerA = (page: Page) => page.getByRole("article", { name: "Answer A" });
const textOf = (page: Page) => answerA(page).innerText();

/** Another browser of the same person: it shares no storage with the first. */
async function otherBrowser(browser: Browser, db: Db, { person }: Desk): Promise<Page> {
  const context = await browser.newContext({ baseURL: readReach().url, viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await signIn(page, db, person.userId);
  return page;
}

test("two tabs of one person hold one lease, and an answer in one brings the next pair in both", async ({
  page,
  context,
  db,
  desk,
}) => {
  const { person } = await desk({ pairs: 3 });
  const second = await context.newPage();
  await page.goto("/label");
  await expect(answerA(page)).toBeVisible();
  await second.goto("/label");
  await expect(answerA(second)).toHaveText(await textOf(page), { useInnerText: true });
  const leases = "select count(*)::int as n from assignment where annotator_id = $1 and status = 'leased'";
  expect((await db.pool.query(leases, [person.userId])).rows).toEqual([{ n: 1 }]);
  const first = await textOf(page);
  await page.bringToFront();
  await page.keyboard.press("1");
  await expect(answerA(page)).not.toHaveText(first, { useInnerText: true });
  await expect(answerA(second)).toHaveText(await textOf(page), { useInnerText: true });
  const middle = await textOf(page);
  await second.bringToFront();
  await second.keyboard.press("7");
  await expect.poll(async () => (await judgmentsOf(db, person.userId)).length).toBe(2);
  await expect
    .poll(async () => {
      const [one, two] = [await textOf(page), await textOf(second)];
      return one === two && one !== middle;
    })
    .toBe(true);
  const rows = await judgmentsOf(db, person.userId);
  expect(rows.every((row) => row.head && row.revision === 1)).toBe(true);
});

test("a second browser's answer to a judged pair is kept in sight, and can take the first one's place", async ({
  page,
  browser,
  db,
  desk,
}) => {
  const made = await desk({ pairs: 2 });
  const other = await otherBrowser(browser, db, made);
  await page.goto("/label");
  await other.goto("/label");
  await expect(answerA(other)).toHaveText(await textOf(page), { useInnerText: true });
  await page.keyboard.press("1");
  await expect.poll(async () => (await judgmentsOf(db, made.person.userId)).length).toBe(1);
  await other.keyboard.press("7");
  const notice = other.getByRole("alert").filter({ hasText: "B better, strength 3 of 3" });
  await expect(notice).toContainText("it is kept here");
  expect(await judgmentsOf(db, made.person.userId)).toHaveLength(1); // no double
  await other.reload();
  await expect(notice).toBeVisible(); // nor lost by a reload
  await notice.getByRole("button", { name: "Keep this one instead" }).click();
  await expect(notice).toHaveCount(0);
  await expect.poll(async () => (await judgmentsOf(db, made.person.userId)).length).toBe(2);
  const rows = await judgmentsOf(db, made.person.userId);
  expect(rows.map((row) => [row.revision, row.head, Math.abs(row.strength)])).toEqual([
    [1, false, 3],
    [2, true, 3],
  ]);
  expect(rows[0]?.strength).toBe(-(rows[1]?.strength ?? 0)); // both stay in the record
  await other.context().close();
});

test("of two edits of one answer the stale one conflicts, and loses neither the other nor itself", async ({
  page,
  browser,
  db,
  desk,
}) => {
  const made = await desk({ pairs: 2 });
  await page.goto("/label");
  await expect(answerA(page)).toBeVisible();
  await page.keyboard.press("4");
  await expect.poll(async () => (await judgmentsOf(db, made.person.userId)).length).toBe(1);
  const other = await otherBrowser(browser, db, made);
  await other.goto("/label");
  await expect(answerA(other)).toBeVisible();
  for (const one of [page, other]) {
    await one.keyboard.press("[");
    await expect(one.getByRole("heading", { name: "Your earlier answer" })).toBeVisible();
  }
  await page.keyboard.press("2");
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await judgmentsOf(db, made.person.userId)).length).toBe(2);
  await other.keyboard.press("0");
  await other.keyboard.press("Enter");
  const notice = other.getByRole("alert").filter({ hasText: "answered again in another window" });
  await expect(notice).toContainText("Both bad");
  const rows = await judgmentsOf(db, made.person.userId);
  expect(rows.map((row) => [row.revision, row.head, row.verdict === "both_bad"])).toEqual([
    [1, false, false],
    [2, true, false],
  ]);
  await notice.getByRole("button", { name: "Drop it" }).click();
  await expect(notice).toHaveCount(0);
  await other.context().close();
});

test("an answer after the lease ended, and after somebody else's, is kept as an extra one", async ({
  page,
  db,
  desk,
}) => {
  const { made, person } = await desk({ pairs: 1 });
  await page.goto("/label");
  await expect(answerA(page)).toBeVisible();
  await db.pool.query("update assignment set lease_expires_at = now() - interval '1 s' where annotator_id = $1", [
    person.userId,
  ]);
  await reapLeases(db);
  const quick = await ensureUser(db, { projectId: made.projectId, name: "Quick", kind: "human", role: "annotator" });
  const judge = { annotatorId: quick.userId };
  const task = await claimTask(db, { ...judge, batchId: made.batch.id });
  if (!task) throw new Error("expected the pair to be free again");
  await submitJudgment(db, judge, { judgmentId: newId(), assignmentId: task.assignmentId, side: "tie" });
  await page.keyboard.press("2");
  await expect(page.getByText("Saved as an extra answer")).toBeVisible();
  const { rows } = await db.pool.query(
    "select annotator_id = $2 as mine, counted from judgment where task_id = $1 order by created_at",
    [made.tasks[0]?.id, person.userId],
  );
  expect(rows).toEqual([
    { mine: false, counted: true },
    { mine: true, counted: false },
  ]);
});
