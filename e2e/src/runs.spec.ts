import type { Page } from "@playwright/test";
import { expect, expectAccessible, press, SHOTS, test } from "./bench";
import { seedRuns, type SeededRuns } from "./seeded-runs";

const tab = (page: Page, name: string) => page.getByRole("navigation", { name: "Run" }).getByRole("link", { name });
const samples = (page: Page) => page.getByRole("region", { name: "Samples" });

async function open(page: Page, made: SeededRuns, query = "") {
  await page.goto(`/runs/${made.ppo}${query}`);
  await expect(page.getByRole("heading", { level: 1, name: "ppo one" })).toBeVisible();
}

test("the run's curves, spread, frontier and samples follow one crosshair", async ({ page, db, desk }) => {
  const { made } = await desk({ role: "owner" });
  const seeded = await seedRuns(db, made.projectId);
  await open(page, seeded);
  for (const name of ["Score", "KL", "Entropy", "Answer length"])
    await expect(page.getByRole("img", { name: new RegExp(`^${name}, `) })).toBeVisible();
  await expect(page.getByRole("img", { name: /How the scores of a batch were spread, 40 steps/ })).toBeVisible();
  await expect(page.getByRole("button", { name: "1 alert, step 31" })).toBeVisible();
  await expect(samples(page).getByRole("heading", { name: "Samples at step 40" })).toBeVisible();
  await expect(samples(page)).toContainText("score 1.00");

  const chart = page.getByRole("img", { name: /^KL, / });
  const box = await chart.boundingBox();
  if (!box) throw new Error("the chart has no box");
  await page.mouse.move(box.x + 60, box.y + 60);
  await expect(samples(page).getByRole("heading", { name: "Samples at step 10" })).toBeVisible();
  await expect(samples(page)).toContainText("score 0.250");
  await expect(page).toHaveURL(/step=\d+/);
  await page.mouse.move(5, 5);
  await press(page, "."); // the next checkpoint
  await expect(samples(page).getByRole("heading", { name: "Samples at step 20" })).toBeVisible();
  await page.getByRole("button", { name: "1 alert, step 31" }).click();
  await expect(samples(page).getByRole("heading", { name: "Samples at step 30" })).toBeVisible();
});

test("a token of an answer shows all of its quantities, by mouse and by keyboard", async ({ page, db, desk }) => {
  const { made } = await desk({ role: "owner" });
  const seeded = await seedRuns(db, made.projectId);
  await open(page, seeded, "?tab=samples");
  const token = samples(page).locator(".toks b").first();
  await token.focus();
  await expect(page.getByRole("tooltip")).toContainText("token 1");
  await page.keyboard.press("ArrowRight");
  const tip = page.getByRole("tooltip");
  await expect(tip).toContainText("token 2");
  for (const [name, value] of [
    ["Log-ratio", "0.500 nats"],
    ["KL", "0.250 nats"],
    ["Advantage", "−0.100 reward"],
    ["Value", "0.900 reward"],
    ["Reward", "−0.0500 reward"],
  ])
    await expect(tip).toContainText(`${name}${value}`);
  await page.getByText("Advantage", { exact: true }).first().click();
  await expect(samples(page).getByText("reward").first()).toBeVisible();
});

test("all tabs open; events have levels, checkpoints say what can be done with them", async ({ page, db, desk }) => {
  const { made } = await desk({ role: "owner" });
  const seeded = await seedRuns(db, made.projectId);
  await open(page, seeded);
  await tab(page, "Events").click();
  await expect(page.getByRole("row", { name: /written at step 40/ })).toBeVisible();
  await page.getByText("Warnings", { exact: true }).click();
  await expect(page.getByRole("row", { name: /KL is over twice its target/ })).toBeVisible();
  await expect(page.getByRole("row", { name: /written at step 40/ })).toHaveCount(0);
  await tab(page, "Checkpoints").click();
  const row = page.getByRole("row", { name: /^40 ppo/ });
  await expect(row).toContainText("1.2 MB");
  await row.getByRole("link", { name: "Fork from step 40" }).click();
  await expect(page.getByRole("heading", { name: "Begins with the settings of ppo one" })).toBeVisible();
  await expect(page.getByLabel("Policy", { exact: true })).toHaveValue(seeded.policyAt40);
});

test("compares the settings of three runs, only those that differ", async ({ page, db, desk }) => {
  const { made } = await desk({ role: "owner" });
  const seeded = await seedRuns(db, made.projectId);
  await open(page, seeded, "?tab=config");
  await page.getByLabel("Compare with", { exact: true }).fill("ppo t");
  for (const name of ["ppo two", "ppo three"]) {
    await page.getByRole("checkbox", { name: new RegExp(name) }).click();
    await expect(page.getByRole("button", { name: new RegExp(`Take ${name}.* out`) })).toBeVisible();
  }
  const rows = page.getByRole("region", { name: "Settings" }).getByRole("row");
  await expect(rows).toHaveCount(3); // the head, and two settings
  await expect(rows.nth(1)).toContainText(/ppo\.klCoef.*0\.05.*0\.1.*0\.05/);
  await expect(rows.nth(2)).toContainText(/ppo\.steps.*40.*40.*80/);
  await page.getByRole("switch", { name: "Show all" }).click();
  await expect(rows.filter({ hasText: "ppo.klTarget" })).toHaveCount(1);
  await page.reload();
  await expect(rows).toHaveCount(3); // the address names the runs
});

test("overlays the curves of runs that are chosen in the list", async ({ page, db, desk }) => {
  const { made } = await desk({ role: "owner" });
  await seedRuns(db, made.projectId);
  await page.goto("/runs");
  for (const name of ["ppo one", "ppo two"])
    await page.getByRole("checkbox", { name: new RegExp(`Choose ${name}`) }).check();
  await press(page, "c");
  await expect(page.getByRole("heading", { level: 1, name: "2 runs compared" })).toBeVisible();
  await expect(page.getByRole("img", { name: /^Score, .*ppo one.*ppo two/ })).toBeVisible();
  await expect(page.getByRole("row", { name: /ppo\.klCoef/ })).toBeVisible();
  await page.waitForLoadState("networkidle");
  await expectAccessible(page, "runs compared");
  await page.screenshot({ path: `${SHOTS}/runs-compare-light.png` });
});

test("a new run: what is wrong stands at its field, what is right becomes a row", async ({ page, db, desk }) => {
  const { made } = await desk({ role: "owner" });
  const seeded = await seedRuns(db, made.projectId);
  await page.goto("/runs");
  await press(page, "n");
  const kinds = page.getByRole("navigation", { name: "Kind of run" });
  const name = page.getByLabel("Name", { exact: true });
  await name.fill("from the form");
  await kinds.getByRole("link", { name: "PPO" }).click();
  await expect(kinds.getByRole("link", { name: "PPO" })).toHaveAttribute("aria-current", "page");
  await expect(name).toHaveValue("from the form"); // what was typed stays when the kind changes
  await expect(page.getByLabel("Loop", { exact: true })).toHaveValue(seeded.loop);
  const steps = page.getByLabel("steps", { exact: true });
  await steps.fill("1.5");
  await expect(page.getByText("expected a whole number, above 0")).toBeVisible();
  await expect(page.getByRole("button", { name: "Start from the form" })).toBeDisabled();
  await steps.fill("7");
  await page.getByText("As text", { exact: true }).click();
  await page.getByLabel("More settings").fill("ppo.klCoeff=0.3");
  await expect(page.getByText("did you mean ppo.klCoef?")).toBeVisible();
  await page.getByLabel("More settings").fill("ppo.klCoef=0.3");
  await expect(page.getByText("did you mean ppo.klCoef?")).toHaveCount(0);
  await expect(page.getByLabel("More settings")).toBeVisible(); // what was mended stays in sight
  await expectAccessible(page, "the form of a new run");
  await page.screenshot({ path: `${SHOTS}/new-run-light.png`, fullPage: true });
  await page.getByRole("button", { name: "Start from the form" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "from the form" })).toBeVisible();
  const { rows } = await db.pool.query(
    "select kind::text, status::text, config, inputs from training_run where name = 'from the form' and project_id = $1",
    [made.projectId],
  );
  expect(rows).toMatchObject([
    {
      kind: "ppo",
      status: "queued",
      config: { ppo: { steps: 7, klCoef: 0.3 } },
      inputs: { loop: seeded.loop, policyVersionId: seeded.policy, rewardModelVersionId: seeded.rewardModel },
    },
  ]);
});

test("pauses a waiting run by key and goes on with it", async ({ page, db, desk }) => {
  const { made } = await desk({ role: "owner" });
  const seeded = await seedRuns(db, made.projectId);
  await page.goto(`/runs/${seeded.waiting}`);
  await expect(page.getByRole("button", { name: "Pause" })).toBeVisible();
  await press(page, "x");
  await page.getByRole("button", { name: "Stop the run" }).click();
  await expect(page.getByRole("button", { name: "Resume" })).toBeVisible();
  await press(page, "p");
  await expect(page.getByRole("button", { name: "Pause" })).toBeVisible();
  const { rows } = await db.pool.query("select status::text from training_run where id = $1", [seeded.waiting]);
  expect(rows).toEqual([{ status: "queued" }]);
});

for (const look of ["light", "dark"] as const)
  test(`the run page looks right and is accessible in ${look}, on desktop and phone`, async ({ page, db, desk }) => {
    const { made } = await desk({ role: "owner" });
    const seeded = await seedRuns(db, made.projectId);
    await page.emulateMedia({ colorScheme: look, reducedMotion: "reduce" });
    await open(page, seeded);
    await expect(samples(page)).toContainText("score 1.00");
    await page.waitForLoadState("networkidle");
    await expectAccessible(page, `run, ${look}`);
    await page.screenshot({ path: `${SHOTS}/run-${look}.png`, fullPage: true });
    await page.setViewportSize({ width: 390, height: 844 });
    await expectAccessible(page, `run on a phone, ${look}`);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await page.screenshot({ path: `${SHOTS}/run-phone-${look}.png`, fullPage: true });
  });

test("the playground says in words that nothing can be asked without a worker's policy", async ({ page, desk }) => {
  await desk({ role: "owner" });
  await page.goto("/playground");
  await expect(page.getByRole("heading", { name: "There is no policy to ask yet" })).toBeVisible();
  await expectAccessible(page, "the empty playground");
});

test("the playground keeps what was asked in the address, and says that no worker is there", async ({
  page,
  db,
  desk,
}) => {
  test.setTimeout(90_000);
  const { made } = await desk({ role: "owner" });
  const seeded = await seedRuns(db, made.projectId);
  await page.goto(`/playground?a=${seeded.policyAt40}&q=who+is+there%3F&seed=41`);
  await expect(page.getByLabel("Prompt", { exact: true })).toHaveValue("who is there?");
  await page.getByLabel("Temperature").fill("1.5");
  await expect(page).toHaveURL(/t=1\.5/);
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("No worker has taken it yet")).toBeVisible();
  await expectAccessible(page, "the playground, waiting");
  await page.screenshot({ path: `${SHOTS}/playground-waiting.png` });
  await expect(page.getByText(/^No worker is running, or all of them are busy/)).toBeVisible({ timeout: 45_000 });
  const { rows } = await db.pool.query("select status, sampling from sample_request where project_id = $1", [
    made.projectId,
  ]);
  expect(rows).toMatchObject([{ status: "failed", sampling: { seed: 41, temperature: 1.5 } }]);
});
