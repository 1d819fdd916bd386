import type { Db } from "@rlhf/db";
import type { Page } from "@playwright/test";
import { expect, expectAccessible, press, SHOTS, test } from "./bench";

test.use({ timezoneId: "Europe/Berlin" });

const runsOf = async (db: Db, projectId: string) => {
  const { rows } = await db.pool.query<{ id: string; schedule_id: string | null; status: string }>(
    "select id, schedule_id, status from training_run where project_id = $1",
    [projectId],
  );
  return rows;
};
const schedulesOf = async (db: Db, projectId: string) => {
  const { rows } = await db.pool.query<{ id: string; name: string; cron: string; enabled: boolean }>(
    "select id, name, cron, enabled, timezone, min_new_judgments, job_template from schedule where project_id = $1",
    [projectId],
  );
  return rows;
};

async function makeNightly(page: Page): Promise<void> {
  await page.goto("/schedules/new");
  await page.getByLabel("Name").fill("Nightly PPO");
  await page.getByRole("button", { name: "Make the schedule" }).click();
  await expect(page).toHaveURL(/\/schedules\?schedule=/);
}

test("makes a schedule from a sentence, with the next fires and the change of clocks before it is made", async ({
  page,
  db,
  desk,
}) => {
  const { made } = await desk({ role: "owner" });
  await page.goto("/schedules");
  await expect(page.getByRole("heading", { name: "Nothing runs by itself yet" })).toBeVisible();
  await press(page, "n");
  await expect(page).toHaveURL(/\/schedules\/new/);
  await page.getByLabel("Name").fill("Nightly PPO");
  await page.getByLabel("Time", { exact: true }).fill("02:30");
  await expect(page.getByText("fires every night at 02:30 Europe/Berlin")).toBeVisible();
  await expect(page.getByRole("list", { name: "Next five" }).getByRole("listitem")).toHaveCount(5);
  await expect(page.getByText(/there is no 02:30: it fires at 03:/)).toBeVisible();
  await expect(page.getByText(/02:30 comes twice: it fires at the first/)).toBeVisible();
  await page.getByLabel("New judgments at least").fill("many");
  await page.getByRole("button", { name: "Make the schedule" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "expected a whole number" })).toBeVisible();
  await page.getByLabel("New judgments at least").fill("50");
  await page.getByRole("textbox", { name: "PPO: steps" }).fill("12");
  await page.getByRole("button", { name: "Make the schedule" }).click();
  await expect(page.getByRole("cell", { name: /every night at 02:30 Europe\/Berlin, if at least 50/ })).toBeVisible();
  expect(await schedulesOf(db, made.projectId)).toMatchObject([
    {
      name: "Nightly PPO",
      cron: "30 2 * * *",
      timezone: "Europe/Berlin",
      enabled: true,
      min_new_judgments: 50,
      job_template: { loop: { ppo: { steps: 12 } } },
    },
  ]);
});

test("run now makes exactly one run, and says why the second press makes none", async ({ page, db, desk }) => {
  const { made } = await desk({ role: "owner" });
  await makeNightly(page);
  await page.getByRole("button", { name: "Run now Nightly PPO" }).dblclick();
  await expect(page.getByText("Nightly PPO is queued")).toBeVisible();
  const [schedule] = await schedulesOf(db, made.projectId);
  await expect.poll(() => runsOf(db, made.projectId)).toHaveLength(1);
  const [run] = await runsOf(db, made.projectId);
  expect(run).toMatchObject({ schedule_id: schedule?.id, status: "queued" });
  await press(page, "x");
  await expect(page.getByText("No run of Nightly PPO: the last run is unfinished")).toBeVisible();
  expect(await runsOf(db, made.projectId)).toHaveLength(1);
  await expect(page.getByRole("listitem").filter({ hasText: "started by hand" })).toBeVisible();
  await page
    .getByRole("row", { name: /Nightly PPO/ })
    .getByRole("link", { name: /queued/ })
    .first()
    .click();
  await expect(page).toHaveURL(new RegExp(`/runs/${run?.id}`));
});

test("pauses, resumes, and changes the rule", async ({ page, db, desk }) => {
  const { made } = await desk({ role: "owner" });
  await makeNightly(page);
  const on = page.getByRole("switch", { name: "Nightly PPO on" });
  await on.click({ force: true });
  await expect(on).not.toBeChecked(); // in the next moment, not in this one: uncheck() would not wait for it
  await expect(page.getByText("nothing is caught up")).toBeVisible();
  expect((await schedulesOf(db, made.projectId))[0]?.enabled).toBe(false);
  await on.click({ force: true });
  await expect(on).toBeChecked();
  await expect(page.getByText("nothing is caught up")).toHaveCount(0);
  expect((await schedulesOf(db, made.projectId))[0]?.enabled).toBe(true);
  await page.getByLabel("How often").selectOption("week");
  await page.getByLabel("Day of the week").selectOption("5");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText(/Saved ✓/)).toBeVisible();
  await expect(page.getByRole("cell", { name: /Fridays at 02:00/ })).toBeVisible();
  expect((await schedulesOf(db, made.projectId))[0]?.cron).toBe("0 2 * * 5");
});

test("a viewer sees schedules and has no way to change them", async ({ page, db, desk }) => {
  const { made, person } = await desk({ role: "owner" });
  await makeNightly(page);
  await db.pool.query("update project_member set role = 'viewer' where user_id = $1 and project_id = $2", [
    person.userId,
    made.projectId,
  ]);
  await page.goto("/schedules");
  await expect(page.getByRole("cell", { name: /every night at 02:00/ })).toBeVisible();
  await expect(page.getByRole("button", { name: /Run now|Save/ })).toHaveCount(0);
  await expect(page.getByRole("switch")).toHaveCount(0);
  await expect(page.getByRole("navigation", { name: "Main" }).getByText("Admin")).toHaveCount(0);
});

/** A history as months of use leave it: succeeded, left out, failed. */
async function addHistory(db: Db, projectId: string): Promise<void> {
  const [schedule] = await schedulesOf(db, projectId);
  const fires = ["run", "run", "run", "few", "run", "run", "failed", "run", "overlap", "few", "run"];
  for (const [i, kind] of fires.entries()) {
    const at = `now() - interval '${fires.length - i} days'`;
    const { rows } = await db.pool.query<{ id: string }>(
      `insert into training_run (id, project_id, schedule_id, kind, name, status, reason, config, config_hash, code_version, seed,
         started_at, finished_at, created_at, result)
       select gen_random_uuid(), $1::uuid, $2::uuid, 'pipeline'::run_kind, 'scheduled', $3::run_status, $4::text, '{}'::jsonb, sha256('x'), '1', 1, ${at},
         ${at} + interval '96 minutes', ${at}, '{"winRate": 0.58, "verdict": "better"}'::jsonb
       where $5::boolean returning id`,
      [
        projectId,
        schedule?.id,
        kind === "failed" ? "failed" : "succeeded",
        kind === "failed" ? "stopped at the KL limit" : null,
        kind === "run" || kind === "failed",
      ],
    );
    const outcome = { run: "run", failed: "run", few: "skipped_few_judgments", overlap: "skipped_overlap" }[kind];
    await db.pool.query(
      `insert into schedule_fire (schedule_id, fire_at, outcome, run_id, detail) values ($1, ${at}, $2, $3, $4)`,
      [schedule?.id, outcome, rows[0]?.id ?? null, kind === "few" ? "31 new judgments, expected 50" : null],
    );
  }
}

test("schedules are accessible in both themes and on a phone", async ({ page, db, desk }) => {
  const { made } = await desk({ role: "owner" });
  await makeNightly(page);
  await addHistory(db, made.projectId);
  await page.goto("/schedules");
  await expect(page.getByText("won 58.0").first()).toBeVisible();
  await page.waitForLoadState("networkidle");
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await expectAccessible(page, `schedules, ${colorScheme}`);
    await page.screenshot({ path: `${SHOTS}/schedules-${colorScheme}.png`, fullPage: true });
  }
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of ["/schedules", "/schedules/new"]) {
    await page.goto(path);
    await page.waitForLoadState("networkidle");
    await expectAccessible(page, `${path} on a phone`);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await page.screenshot({ path: `${SHOTS}${path.replace("/new", "-new")}-phone.png`, fullPage: true });
  }
});
