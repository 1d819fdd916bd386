import type { Page } from "@playwright/test";
import { claimRun, createRun, ensureUser, finishRun, insertRewardScores, type Db } from "@rlhf/db";
import { makeTestLineage, type TestLineage } from "@rlhf/db/testing-lineage";
import { expect, expectAccessible, press, SHOTS, signIn, test as base } from "./bench";

const PROMPTS = 200; // two of three won: enough for an always-valid verdict
let seeded: Promise<TestLineage> | undefined;
let owners = 0;

/** A project with three judged policies and an evaluation, the same for all tests; an owner of it is signed in on the page. */
const test = base.extend<{ judged: () => Promise<TestLineage> }>({
  judged: async ({ db, page }, use) => {
    await use(async () => {
      const slug = `compare-${process.pid}`;
      seeded ??= makeTestLineage(db, { slug, prompts: PROMPTS }).then(async (made) => {
        await enrich(db, made);
        return made;
      });
      const made = await seeded;
      const name = `Mira ${++owners} of ${slug}`;
      const member = { projectId: made.projectId, name, kind: "human", role: "owner" } as const;
      const person = await ensureUser(db, { ...member, email: `${slug}-${owners}@example.org` });
      await signIn(page, db, person.userId);
      return made;
    });
  },
});

/** Tags to slice by, scores to hold the reward model to account, and an evaluation with all its figures. */
async function enrich(db: Db, { projectId, policies, rewardModelVersionId }: TestLineage): Promise<void> {
  await db.pool.query(
    "update prompt set tags = array[case when ordinal % 2 = 0 then 'greeting' else 'question' end] where project_id = $1",
    [projectId],
  );
  const { rows } = await db.pool.query<{ id: string; number: number }>(
    `select id, (regexp_match(text, '\\d+'))[1]::int as number from generation where policy_version_id = $1`,
    [policies.baseline],
  );
  const scores = rows.map(({ id, number }) => ({ generationId: id, score: number % 3 === 0 ? 0.8 : 0.3 }));
  await insertRewardScores(db, rewardModelVersionId, scores);
  const inputs = { candidateId: policies.last, baselineId: policies.baseline };
  const spec = { kind: "evaluate", name: "evaluate", config: {}, codeVersion: "test", seed: 2 } as const;
  const run = await createRun(db, { ...spec, projectId, inputs });
  const { lease } = await claimRun(db, run.id, { workerId: "test", leaseSeconds: 60 });
  const candidate = { kl: 3.4, scoreMean: 0.9, goldMean: 1.2 };
  await finishRun(db, lease, { prompts: PROMPTS, candidate, baseline: { kl: 0, scoreMean: 0.1, goldMean: 0.4 } });
}

type Counted = { n: number; prompts: number; judges: number; ties: number; rate: number };

/** What the page must say, straight from the rows. */
async function counted(db: Db, candidate: string, baseline: string): Promise<Counted> {
  const { rows } = await db.pool.query<Counted>(
    `select count(*)::int as n, count(distinct prompt_id)::int as prompts, count(distinct annotator_id)::int as judges,
       (count(*) filter (where outcome = 0.5))::int as ties,
       avg(case when pv_i = $1 then outcome else 1 - outcome end)::float8 as rate
     from pairwise_outcome where weight > 0 and ((pv_i = $1 and pv_j = $2) or (pv_i = $2 and pv_j = $1))`,
    [candidate, baseline],
  );
  const [row] = rows;
  if (!row) throw new Error("expected one row of counts");
  return row;
}

const THIN = "\u2009";
const percent = (share: number, digits = 1): string => `${(100 * share).toFixed(digits)}${THIN}%`;
const verdictOf = (page: Page) => page.getByRole("region", { name: "Verdict" });
const matrixOf = (page: Page) => page.getByRole("group", { name: /^Win rates of/ });

test("the verdict and every cell of the matrix equal the judgments in Postgres", async ({ page, db, judged }) => {
  const made = await judged();
  const { last, baseline } = made.policies;
  await page.goto("/compare");
  const want = await counted(db, last, baseline);
  const verdict = verdictOf(page);
  await expect(verdict).toContainText(`ppo v2 beats one v1: preferred in ${percent(want.rate)} of pairs`);
  await expect(verdict).toContainText(`${want.n} judgments on ${want.prompts} prompts`);
  await expect(verdict).toContainText(`by ${want.judges} judge`);
  await expect(verdict.getByRole("listitem").filter({ hasText: "Stop: A is better" })).toHaveAttribute(
    "aria-current",
    "true",
  );
  await expect(verdict.getByRole("link", { name: "3.40 nats" })).toBeVisible();
  const pairs = [[last, baseline], [baseline, last], ...[made.policyVersionIds, [...made.policyVersionIds].reverse()]];
  const cells = matrixOf(page).getByRole("link");
  await expect(cells).toHaveCount(pairs.length);
  const shown = await cells.allTextContents();
  for (const [row = "", column = ""] of pairs) {
    const { rate, n, prompts, ties } = await counted(db, row, column);
    const said = `n ${n} on ${prompts} prompts, ${ties} ties`;
    const found = shown.filter((text) => text.includes(`: ${percent(rate)} [`) && text.includes(said));
    expect(found, `${row} over ${column}: ${percent(rate)}, ${said}\n${shown.join("\n")}`).not.toHaveLength(0);
  }
});

test("a number leads down to its judgments, a judge narrows them, and the address keeps the choice", async ({
  page,
  db,
  judged,
}) => {
  const { policies } = await judged();
  await page.goto("/compare");
  const { n, rate } = await counted(db, policies.last, policies.baseline);
  await verdictOf(page)
    .getByRole("link", { name: percent(rate) })
    .first()
    .click();
  const drawer = page.getByRole("dialog", { name: "Judgments" });
  await expect(drawer).toContainText(`of ${n}, newest first`);
  await page.keyboard.press("Escape");
  await expect(drawer).toHaveCount(0);
  await page.getByLabel("judged by").selectOption({ label: "oracle" });
  await expect(page).toHaveURL(/judge=oracle/);
  await expect(verdictOf(page)).toContainText("No such judge compared these two");
  await page.getByLabel("judged by").selectOption({ label: "people" });
  await expect(verdictOf(page)).toContainText(percent(rate));
  await page.keyboard.press("Escape");
  await page.getByRole("heading", { level: 1 }).click(); // no control has the focus
  await press(page, "x");
  await expect(verdictOf(page)).toContainText(`one v1 loses to ppo v2: preferred in ${percent(1 - rate)}`);
  await page.goto(`/compare?candidate=${policies.last}&baseline=${policies.last}`);
  await expect(page.getByText("A policy is not compared with itself")).toBeVisible();
});

test("every chart has a table behind it, and saves as CSV, SVG and PNG", async ({ page, judged }) => {
  await judged();
  await page.goto("/compare");
  const names = ["Win matrix", "Ratings", "Where A wins and loses", "Reward and KL", "Length", "Position", "Strength"];
  for (const name of [...names, "Reliability", "Accuracy by margin", "Win rate of A as judgments came in"])
    await expect(page.getByRole("button", { name: `Menu of ${name}` })).toBeVisible();
  await page.getByRole("button", { name: "Menu of Ratings" }).click();
  await page.getByRole("menuitem", { name: "Show the table" }).click();
  await expect(page.getByRole("dialog").getByRole("row")).toHaveCount(4); // head and three policies
  await page.keyboard.press("Escape");
  for (const [item, file] of [
    ["Save as CSV", "win-matrix.csv"],
    ["Save as SVG", "win-matrix.svg"],
    ["Save as PNG", "win-matrix.png"],
  ] as const) {
    await page.getByRole("button", { name: "Menu of Win matrix" }).click();
    const saved = page.waitForEvent("download");
    await page.getByRole("menuitem", { name: item }).click();
    expect((await saved).suggestedFilename()).toBe(file);
  }
});

test("an empty project says what would be here", async ({ page, desk }) => {
  await desk({ role: "owner" });
  await page.goto("/compare");
  await expect(page.getByRole("heading", { name: "No two policies were judged yet" })).toBeVisible();
  await expectAccessible(page, "compare without judgments");
});

test("compare is accessible in both themes and on a phone", async ({ page, judged }) => {
  await judged();
  await page.goto("/compare");
  await expect(page.getByRole("button", { name: "Menu of Accuracy by margin" })).toBeVisible();
  await page.waitForLoadState("networkidle");
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await expectAccessible(page, `compare, ${colorScheme}`);
    await page.screenshot({ path: `${SHOTS}/compare-${colorScheme}.png`, fullPage: true });
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await expectAccessible(page, "compare on a phone");
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  await page.screenshot({ path: `${SHOTS}/compare-phone.png`, fullPage: true });
});
