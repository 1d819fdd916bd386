import { expect, expectAccessible, judgmentsOf, SHOTS, test } from "./bench";

const answerA = (page: import("@playwright/test").Page) => page.getByRole("article", { name: "Answer A" });

test("labels 20 pairs by keyboard only, and Postgres has exactly what was pressed", async ({ page, db, desk }) => {
  const { made, person } = await desk({ pairs: 20 });
  await page.goto("/label");
  const keys = ["1", "2", "3", "4", "5", "6", "7", "0", "a", "b"];
  const expected: { key: string; oneOnLeft: boolean }[] = [];
  for (let i = 0; i < 20; i++) {
    const key = keys[i % keys.length] ?? "4";
    const left = await answerA(page).innerText();
    expected.push({ key, oneOnLeft: left.includes("answer one") });
    const number = / (\d+)\s*$/.exec(left)?.[1];
    await page.keyboard.press(key);
    if (i < 19) await expect(answerA(page)).not.toContainText(new RegExp(`answer (one|two) ${number}$`));
  }
  await expect(page.getByRole("heading", { name: "You have judged every pair there is for you" })).toBeVisible();
  const rows = await judgmentsOf(db, person.userId);
  const strengthOf: Record<string, number> = {
    "1": 3,
    "2": 2,
    "3": 1,
    "4": 0,
    "5": -1,
    "6": -2,
    "7": -3,
    "0": 0,
    a: 2,
    b: -2,
  };
  expect(rows.map((r) => r.strength)).toEqual(
    expected.map(({ key, oneOnLeft }) =>
      (strengthOf[key] ?? 0) === 0 ? 0 : (strengthOf[key] ?? 0) * (oneOnLeft ? 1 : -1),
    ),
  );
  expect(rows.filter((r) => r.verdict === "both_bad")).toHaveLength(2);
  expect(rows.every((r) => r.head && r.revision === 1)).toBe(true);
  const { rows: tasks } = await db.pool.query(
    "select status from comparison_task where batch_id = $1 and status <> 'complete'",
    [made.batch.id],
  );
  expect(tasks).toEqual([]);
});

test("takes an answer back after it was saved, answers anew, and returns to the waiting pair", async ({
  page,
  db,
  desk,
}) => {
  const { person } = await desk({ pairs: 2 });
  await page.goto("/label");
  const first = await answerA(page).innerText();
  await page.keyboard.press("1");
  await expect(page.getByRole("status").filter({ hasText: "A better, strength 3 of 3" })).toBeVisible();
  await expect(answerA(page)).not.toHaveText(first, { useInnerText: true });
  const second = await answerA(page).innerText();
  await page.keyboard.press("z");
  await expect(answerA(page)).toHaveText(first, { useInnerText: true });
  await expect.poll(async () => (await judgmentsOf(db, person.userId)).map((j) => j.verdict)).toHaveLength(2);
  expect((await judgmentsOf(db, person.userId)).at(-1)?.verdict).toBe("retracted");
  await page.keyboard.press("4");
  await page.keyboard.press("Enter");
  await expect(answerA(page)).toHaveText(second, { useInnerText: true });
  await expect
    .poll(async () => (await judgmentsOf(db, person.userId)).filter((j) => j.head).map((j) => j.verdict))
    .toEqual(["tie"]);
});

test("keeps an answer given offline over a reload, and sends it once when the network is back", async ({
  page,
  context,
  db,
  desk,
}) => {
  const { person } = await desk({ pairs: 2 });
  await page.goto("/label");
  await expect(answerA(page)).toBeVisible();
  await page.route("**/api/trpc/label.*", (route) => route.abort());
  await page.keyboard.press("2");
  await expect(page.getByText("Offline: 1 kept here")).toBeVisible();
  await page.screenshot({ path: `${SHOTS}/label-offline.png` });
  await page.reload(); // the shell loads, the API does not answer
  await expect(page.getByText("Offline: 1 kept here")).toBeVisible();
  expect(await judgmentsOf(db, person.userId)).toEqual([]);
  await page.unroute("**/api/trpc/label.*");
  await context.setOffline(true);
  await context.setOffline(false); // the browser says "online"
  await expect.poll(async () => (await judgmentsOf(db, person.userId)).length).toBe(1);
  await expect(page.getByText("Offline")).toHaveCount(0);
});

test("stores one judgment when the reply was cut after the commit", async ({ page, db, desk }) => {
  const { person } = await desk({ pairs: 2 });
  let cut = 0;
  await page.route("**/api/trpc/label.submit*", async (route) => {
    if (cut++ > 0) return route.continue();
    await route.fetch(); // the server commits
    await route.abort(); // and its answer is lost
  });
  await page.goto("/label");
  await expect(answerA(page)).toBeVisible();
  await page.keyboard.press("6");
  await expect.poll(() => cut).toBeGreaterThan(1);
  await expect(page.getByText("Saved")).toBeVisible();
  const rows = await judgmentsOf(db, person.userId);
  expect(rows).toHaveLength(1);
  await expect(page.getByText("was not stored")).toHaveCount(0);
});

test("keeps the draft and the answer when the session ends, and sends after signing in again", async ({
  page,
  context,
  db,
  desk,
}) => {
  const { person } = await desk({ pairs: 2 });
  await page.goto("/label");
  await expect(answerA(page)).toBeVisible();
  await page.keyboard.press("r");
  await page.keyboard.type("the left one answers");
  const cookies = await context.cookies();
  await context.clearCookies();
  await page.keyboard.press("Escape");
  await page.keyboard.press("3");
  await page.keyboard.press("Enter");
  await expect(page.getByText("You are signed out.")).toBeVisible();
  await context.addCookies(cookies);
  await expect.poll(async () => (await judgmentsOf(db, person.userId)).length).toBe(1);
  const { rows } = await db.pool.query<{ rationale: string }>(
    "select rationale from judgment where annotator_id = $1",
    [person.userId],
  );
  expect(rows[0]?.rationale).toBe("the left one answers");
});

test("skips with a reason by two keys", async ({ page, db, desk }) => {
  const { person } = await desk({ pairs: 2 });
  await page.goto("/label");
  const first = await answerA(page).innerText();
  await page.keyboard.press("s");
  await page.keyboard.press("4");
  await expect(answerA(page)).not.toHaveText(first, { useInnerText: true });
  const { rows } = await db.pool.query(
    "select skip_reason from assignment where annotator_id = $1 and status = 'skipped'",
    [person.userId],
  );
  expect(rows).toEqual([{ skip_reason: "skip:broken" }]);
});

test("single keys can be switched off, and then do nothing", async ({ page, db, desk }) => {
  const { person } = await desk({ pairs: 1 });
  await page.goto("/label");
  await expect(answerA(page)).toBeVisible();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
  await expectAccessible(page, "the cheat sheet");
  await page.getByRole("switch", { name: "Single keys act without Ctrl" }).click();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.keyboard.press("1");
  await page.waitForTimeout(600);
  expect(await judgmentsOf(db, person.userId)).toEqual([]);
  await page.getByRole("radio", { name: "B much better" }).check({ force: true });
  await expect.poll(async () => (await judgmentsOf(db, person.userId)).length).toBe(1);
});

test("an annotator's pages name no policy and have no way to one", async ({ page, db, desk }) => {
  const { made } = await desk({ pairs: 1 });
  const bodies: string[] = [];
  page.on("response", async (r) => bodies.push(`${JSON.stringify(r.headers())} ${await r.text().catch(() => "")}`));
  for (const path of ["/label", "/history", "/guidelines"]) {
    await page.goto(path);
    await page.waitForLoadState("networkidle");
  }
  const { rows } = await db.pool.query<{ id: string }>("select id from generation where policy_version_id = any($1)", [
    made.policyVersionIds,
  ]);
  const canaries = [...made.policyVersionIds, ...rows.map((r) => r.id)];
  const all = bodies.join("\n");
  expect(all).toContain("answer one 0");
  expect(canaries.filter((id) => all.includes(id))).toEqual([]);
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link")).toHaveCount(3);
});

for (const look of ["light", "dark"] as const)
  test(`label looks right and is accessible in ${look}, on desktop and phone`, async ({ page, desk }) => {
    await desk({ pairs: 2 });
    await page.emulateMedia({ colorScheme: look, reducedMotion: "reduce" });
    await page.goto("/label");
    await expect(answerA(page)).toBeVisible();
    await page.keyboard.press("g");
    await expect(page.getByText("Prefer the better answer.")).toBeVisible();
    await expectAccessible(page, `label, ${look}`);
    await page.screenshot({ path: `${SHOTS}/label-${look}.png` });
    await page.setViewportSize({ width: 390, height: 844 });
    await expectAccessible(page, `label on a phone, ${look}`);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    for (const part of [page.getByRole("banner"), answerA(page)])
      expect((await part.boundingBox())?.width).toBeGreaterThan(340); // the whole width of the phone is used
    await page.evaluate(() => scrollTo(0, 0));
    await expect(page.getByText("prompt 0", { exact: true })).toBeInViewport();
    await page.screenshot({ path: `${SHOTS}/label-phone-${look}.png` });
  });
