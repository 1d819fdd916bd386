import type { Page } from "@playwright/test";
import { createRun, ensureUser } from "@rlhf/db";
import { makeTestLineage, type TestLineage } from "@rlhf/db/testing-lineage";
import type { MemberRole } from "@rlhf/domain";
import { readFileSync } from "node:fs";
import { expect, expectAccessible, press, SHOTS, signIn, test as base } from "./bench";

const PROMPTS = 12;
let projects = 0;

/** A project in which the loop went round once, and a person in it who is signed in on the page. */
const test = base.extend<{ turned: (role?: MemberRole) => Promise<TestLineage> }>({
  turned: async ({ db, page }, use) => {
    await use(async (role = "owner") => {
      const slug = `policies-${process.pid}-${++projects}`;
      const made = await makeTestLineage(db, { slug, prompts: PROMPTS });
      const member = { projectId: made.projectId, name: `Mira ${slug}`, kind: "human", role } as const;
      const person = await ensureUser(db, { ...member, email: `${slug}@example.org` });
      await signIn(page, db, person.userId);
      return made;
    });
  },
});

/** In both themes and on a phone: accessible, no wider than the window, and kept as a picture. */
async function look(page: Page, name: string): Promise<void> {
  await page.waitForLoadState("networkidle");
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await expectAccessible(page, `${name}, ${colorScheme}`);
    await page.screenshot({ path: `${SHOTS}/${name}-${colorScheme}.png` });
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await expectAccessible(page, `${name} on a phone`);
  await expectNoOverflow(page);
  await page.screenshot({ path: `${SHOTS}/${name}-phone.png` });
  await page.setViewportSize({ width: 1440, height: 900 });
}

async function expectNoOverflow(page: Page): Promise<void> {
  const wide = await page.evaluate(() => {
    const over = document.documentElement.scrollWidth - innerWidth;
    const beyond = [...document.querySelectorAll("body *")].filter(
      (node) => node.getBoundingClientRect().right > innerWidth && !node.closest("[role=region], .tabs"),
    );
    return over > 0 ? [`${over} px`, ...beyond.slice(0, 6).map((node) => `${node.tagName} ${node.className}`)] : [];
  });
  expect(wide, "what a phone's page is too wide by").toEqual([]);
}

test("lists policies with their lineage, each part a link, and leads two of them to a comparison", async ({
  page,
  turned,
}) => {
  const made = await turned();
  await page.goto("/policies");
  const row = page.getByRole("row").filter({ hasText: "ppo v2" });
  await expect(row).toContainText("step 20");
  await expect(row.getByRole("link", { name: "one v1" })).toHaveAttribute(
    "href",
    `/policies/${made.policies.baseline}`,
  );
  await expect(row.getByRole("link", { name: "reward v1" })).toHaveAttribute("href", `/runs/${made.runs.reward}`);
  await expect(row.getByRole("link", { name: "3.20" })).toHaveAttribute("href", `/runs/${made.runs.evaluate}`);
  await expect(row.getByRole("link", { name: /Try ppo v2/ })).toHaveAttribute(
    "href",
    `/playground?a=${made.policies.last}`,
  );
  await expect(page.getByRole("row").filter({ hasText: "ppo v1" })).toHaveCount(0);
  await look(page, "policies");
  await page.getByRole("switch", { name: "Every checkpoint" }).click();
  await expect(page.getByRole("row").filter({ hasText: "ppo v1" })).toContainText("step 10");
  await row.getByRole("button", { name: /Compare ppo v2 with/ }).click();
  const against = page.getByRole("row").filter({ hasText: "imported" }).filter({ hasText: "one v1" });
  const href = await against.getByRole("link", { name: /against this/ }).getAttribute("href");
  expect(href).toContain(made.policies.last);
  expect(href).toContain(made.policies.baseline);
});

test("one policy: its chain back to the batches, its checkpoints, and what it was judged against", async ({
  page,
  turned,
}) => {
  const made = await turned();
  await page.goto(`/policies/${made.policies.last}`);
  await expect(page.getByRole("heading", { level: 1, name: "ppo v2" })).toBeVisible();
  await expect(page.getByRole("link", { name: "batch", exact: true })).toHaveAttribute(
    "href",
    `/batches/${made.batch.id}`,
  );
  await expect(page.getByRole("link", { name: "step 10 · v1" })).toBeVisible();
  await expect(page.getByRole("cell", { name: /66\.7/ })).toBeVisible();
  await look(page, "policy");
});

test("a number opens its judgments: narrowed, shared by address, saved as CSV, closed with Escape", async ({
  page,
  turned,
}) => {
  const made = await turned();
  await page.goto(`/policies/${made.policies.last}`);
  await page
    .getByRole("row")
    .filter({ hasText: "one v1" })
    .getByRole("link", { name: String(PROMPTS), exact: true })
    .first()
    .click();
  const drawer = page.getByRole("dialog", { name: "Judgments" });
  await expect(drawer.getByText("12 of 12, newest first")).toBeVisible();
  await look(page, "judgments");
  await drawer.getByText("A lost", { exact: true }).click();
  await expect(drawer.getByText("4 of 4, newest first")).toBeVisible();
  await expect(drawer.getByRole("listitem").first()).toContainText("Ada Judge");
  await expect(drawer.getByRole("link", { name: "evaluate run" }).first()).toHaveAttribute(
    "href",
    `/runs/${made.runs.evaluate}`,
  );
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    drawer.getByRole("button", { name: "Save as CSV" }).click(),
  ]);
  const lines = readFileSync(await download.path(), "utf8")
    .trim()
    .split("\r\n");
  expect(lines.length).toBe(5);
  expect(lines[0]).toMatch(/^judgment,at,batch,run,annotator/);
  const shared = page.url();
  await page.keyboard.press("Escape");
  await expect(drawer).toBeHidden();
  expect(page.url()).not.toContain("judgments=");
  await page.goto(shared);
  await expect(page.getByRole("dialog", { name: "Judgments" }).getByText("4 of 4, newest first")).toBeVisible();
  await page.goto("/?judgments=candidate.nothing");
  await expect(page.getByText("This address names no judgments")).toBeVisible();
});

test("on Compare, lost prompts are triaged by keys, and answers stand side by side and are counted", async ({
  page,
  db,
  turned,
}) => {
  const made = await turned();
  const { last, baseline } = made.policies;
  await page.goto(`/compare?candidate=${last}&baseline=${baseline}`);
  const row = page.getByRole("list", { name: "Regressions" }).getByRole("listitem").first();
  await expect(row).toContainText("lost 1");
  await row.focus();
  await page.keyboard.press("a");
  await expect(page.getByText("Acknowledged 1", { exact: true })).toBeVisible();
  await page.getByText("Acknowledged 1", { exact: true }).click();
  await expect(page.getByRole("list", { name: "Regressions" }).getByRole("listitem")).toHaveCount(1);
  await row.focus();
  await page.keyboard.press("n");
  await page.getByRole("textbox", { name: "Note" }).fill("known since run 3");
  await page.keyboard.press("Enter");
  await expect(row).toContainText("known since run 3");
  const stored = await db.pool.query<{ status: string; note: string }>(
    "select status, note from regression_case where candidate_pv = $1",
    [last],
  );
  expect(stored.rows).toEqual([{ status: "acknowledged", note: "known since run 3" }]);
  await page.getByPlaceholder("Count answers that contain").fill("ppo 1");
  await expect(page.getByText(`3 of ${PROMPTS} match`)).toBeVisible(); // ppo 1, ppo 10, ppo 11
  await page.getByRole("switch", { name: "Regular expression" }).click();
  await expect(page.getByRole("switch", { name: "Regular expression" })).toBeChecked();
  await page.getByPlaceholder(/Count answers that match/).fill("(");
  await expect(page.getByText(/Invalid regular expression/)).toBeVisible();
  await page.getByRole("slider", { name: "Checkpoint of A" }).fill("0");
  await page.getByPlaceholder(/Count answers that match/).fill("early");
  await expect(page.getByText("2 of 2 match")).toBeVisible(); // the first checkpoint answered the two probes
  await expect(page.getByText("Made from", { exact: true })).toBeVisible();
});

test("Ctrl K finds policies, runs, batches and prompts by words; ? lists the keys; G P goes", async ({
  page,
  turned,
}) => {
  const made = await turned();
  await page.goto("/runs");
  await expect(page.getByRole("heading", { level: 1, name: "Runs" })).toBeVisible();
  await press(page, "Control+k");
  const input = page.getByRole("dialog").getByRole("combobox");
  await input.fill("prompt 11");
  await expect(page.getByRole("option", { name: "prompt 11" })).toBeVisible();
  await input.fill("evaluation batch");
  await expect(page.getByRole("option", { name: /^evaluation ·/ })).toBeVisible();
  await input.fill("ppo step 10");
  await expect(page.getByRole("option", { name: /ppo v1, step 10/ })).toBeVisible();
  await look(page, "palette");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/policies/${made.policies.first}`));
  await press(page, "?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toContainText("Try it in the playground");
  await look(page, "keys");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await press(page, "g");
  await page.keyboard.press("p");
  await expect(page).toHaveURL(/\/policies$/);
});

test("the pill shows what runs and waits, with links", async ({ page, db, turned }) => {
  const { projectId } = await turned();
  const run = { projectId, kind: "pipeline", config: {}, codeVersion: "test", seed: 1 } as const;
  const loop = await createRun(db, { ...run, name: "nightly loop" });
  await createRun(db, { ...run, name: "waits" });
  await db.pool.query(
    "update training_run set status = 'running', progress = 0.4, lease_expires_at = now() + interval '1 hour' where id = $1",
    [loop.id],
  );
  await page.goto("/policies");
  await page.getByRole("button", { name: "1 running, 1 queued" }).click();
  const list = page.getByRole("region", { name: "Runs at work" });
  await expect(list.getByRole("link", { name: /nightly loop/ })).toHaveAttribute("href", `/runs/${loop.id}`);
  await look(page, "jobs");
  await page.keyboard.press("Escape");
  await expect(list).toBeHidden();
});

test("on a phone four pages lie at the foot and the rest under More; the rail narrows by choice", async ({
  page,
  turned,
}) => {
  await turned();
  await page.goto("/policies");
  const rail = page.getByRole("complementary");
  const wide = await rail.evaluate((node) => node.clientWidth);
  await page.getByRole("button", { name: "Narrow" }).click();
  expect(await rail.evaluate((node) => node.clientWidth)).toBeLessThan(wide / 2);
  await page.reload();
  expect(await rail.evaluate((node) => node.clientWidth)).toBeLessThan(wide / 2);
  await expectAccessible(page, "the narrow rail");
  await page.setViewportSize({ width: 390, height: 844 });
  const bar = page.getByRole("navigation", { name: "Main" });
  await expect(bar.getByRole("link").filter({ visible: true })).toHaveCount(4);
  await expectNoOverflow(page);
  const more = bar.getByRole("button", { name: "More" });
  if (await more.isVisible()) {
    await more.click();
    await expectAccessible(page, "More on a phone");
    await page.screenshot({ path: `${SHOTS}/more-phone.png` });
  }
});

test("an annotator's rail has three pages, and the pill is not for it", async ({ page, turned }) => {
  await turned("annotator");
  await page.goto("/history");
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link")).toHaveText([
    "Label",
    "History",
    "Guidelines",
  ]);
  await expect(page.getByRole("button", { name: /running|queued|Nothing runs/ })).toHaveCount(0);
  await page.goto("/policies");
  await expect(page.getByText("could not be read")).toBeVisible();
});
