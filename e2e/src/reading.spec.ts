import type { Page } from "@playwright/test";
import type { Db } from "@rlhf/db";
import { expect, expectAccessible, judgmentsOf, SHOTS, test } from "./bench";

const answer = (page: Page, letter: "A" | "B") => page.getByRole("article", { name: `Answer ${letter}` });
const words = (n: number) =>
  Array.from({ length: n }, (_, i) => ["the", "harbor", "was", "quiet", "and", "cold"][i % 6]).join(" ");
const LONG = `## What to do\n\n${words(150)}\n\n1. First, **wait**.\n2. Then ask:\n   - the baker\n   - the tower\n\n\`\`\`ts\nconst answer = await ask({ prompt: "coat baker : how was it ?", temperature: 0.7, maxNewTokens: 64, seed: 1 });\n\`\`\`\n\n${words(150)}`;
const SHORT = "Short, and to the point: wait.";

/** Gives every pair of the batch one long answer with code and lists, and one short. */
async function longAnswers(db: Db, versions: [string, string]): Promise<void> {
  await db.pool.query("update generation set text = $2 where policy_version_id = $1", [versions[0], LONG]);
  await db.pool.query("update generation set text = $2 where policy_version_id = $1", [versions[1], SHORT]);
}

test("long answers with code and lists are read whole, side by side and on a phone", async ({ page, db, desk }) => {
  const { made } = await desk({ pairs: 1 });
  await longAnswers(db, made.policyVersionIds);
  await page.goto("/label");
  await expect(page.getByRole("heading", { name: "What to do" })).toBeVisible();
  await expect(page.locator(".answer pre code")).toBeVisible();
  const heights = await page.locator(".answer").evaluateAll((cards) => cards.map((card) => card.clientHeight));
  expect(heights[0]).toBe(heights[1]); // nothing tells the longer one by its card
  await expect(page.getByRole("button", { name: "Submit", exact: true })).toBeInViewport(); // the scale needs no scrolling
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await expectAccessible(page, `long answers, ${colorScheme}`);
    await page.screenshot({ path: `${SHOTS}/label-long-${colorScheme}.png` });
  }
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  await page.screenshot({ path: `${SHOTS}/label-long-phone.png` });
  await page.getByRole("navigation", { name: "Jump to an answer" }).getByRole("link", { name: "Answer B" }).click();
  await expect(answer(page, "B").getByRole("heading", { name: "Answer B" })).toBeInViewport();
  await expect(page.getByRole("group", { name: /Preference/ })).toBeInViewport(); // the scale stays
  await page.screenshot({ path: `${SHOTS}/label-long-phone-b.png` });
});

test("differences are marked on both sides, and the text as it was written is one key away", async ({
  page,
  desk,
  db,
}) => {
  const { made } = await desk({ pairs: 1 });
  await longAnswers(db, made.policyVersionIds);
  await page.goto("/label");
  await page.keyboard.press("d");
  await expect(page.locator(".answer ins").first()).toBeVisible();
  for (const letter of ["A", "B"] as const)
    expect(await answer(page, letter).locator("ins").count()).toBeGreaterThan(0);
  await page.keyboard.press("d");
  await page.keyboard.press("m");
  await expect(page.getByText("## What to do")).toBeVisible();
  await expect(page.getByRole("button", { name: "As written" })).toHaveAttribute("aria-pressed", "true");
});

test("on a phone everything is within reach: more, undo, guidelines, figures", async ({ page, desk, db }) => {
  const { person } = await desk({ pairs: 2 });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/label");
  await expect(answer(page, "A")).toBeVisible();
  await page.getByRole("button", { name: "More", exact: true }).click();
  await expect(page.getByRole("dialog", { name: "More" })).toBeVisible();
  await expectAccessible(page, "the phone's sheet");
  await page.screenshot({ path: `${SHOTS}/label-phone-more.png` });
  await page.getByRole("switch", { name: "Show answers as they were written" }).click();
  await page.keyboard.press("Escape");
  await expect(answer(page, "A").locator(".raw")).toBeVisible();
  await page.getByRole("radio", { name: "A slightly better" }).check({ force: true });
  await expect.poll(async () => (await judgmentsOf(db, person.userId)).length).toBe(1);
  await page.getByRole("contentinfo").getByRole("button", { name: "Undo" }).click();
  await expect.poll(async () => (await judgmentsOf(db, person.userId)).at(-1)?.verdict).toBe("retracted");
  await page.getByRole("navigation", { name: "Jump to an answer" }).getByRole("link", { name: "Guidelines" }).click();
  await expect(page.getByText("Prefer the better answer.")).toBeVisible();
});

test("a key can be changed, acts at once, stands on its button, and is remembered", async ({ page, desk, db }) => {
  const { person } = await desk({ pairs: 2 });
  await page.goto("/label");
  await expect(answer(page, "A")).toBeVisible();
  await page.keyboard.press("?");
  await page.getByRole("button", { name: /^Key for Both bad/ }).click();
  await page.keyboard.press("q");
  await expect(page.getByRole("button", { name: /^Key for Both bad.*: Q\./ })).toBeVisible();
  await page.screenshot({ path: `${SHOTS}/label-keys.png` });
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("button", { name: "Both bad" })).toContainText("Q");
  await page.keyboard.press("q");
  await expect.poll(async () => (await judgmentsOf(db, person.userId)).map((j) => j.verdict)).toEqual(["both_bad"]);
});

test("a screen reader hears the choice, the next pair and nothing of the seconds", async ({ page, desk }) => {
  await desk({ pairs: 2 });
  await page.goto("/label");
  await expect(answer(page, "A")).toBeVisible();
  const said = page.locator("p[aria-live=polite]");
  await page.keyboard.press("r");
  await page.keyboard.type("because");
  await page.keyboard.press("Escape");
  await page.keyboard.press("6");
  await expect(said).toHaveText("B better, strength 2 of 3");
  await page.keyboard.press("Enter");
  await expect(said).toHaveText("Next pair");
  const toast = page.getByRole("status").filter({ hasText: "B better" });
  await expect(toast).toBeVisible();
  expect(await toast.ariaSnapshot()).not.toContain("seconds");
});

test("an answer is found in the history and changed there, and the old one stays in the record", async ({
  page,
  desk,
  db,
}) => {
  const { person } = await desk({ pairs: 2 });
  await page.goto("/label");
  await expect(answer(page, "A")).toBeVisible();
  await page.keyboard.press("1");
  await expect.poll(async () => (await judgmentsOf(db, person.userId)).length).toBe(1);
  await page.goto("/history");
  await page.getByRole("link", { name: "Change: A better, strength 3 of 3" }).click();
  await expect(page.getByRole("heading", { name: "Your earlier answer" })).toBeVisible();
  await page.keyboard.press("0");
  await page.keyboard.press("Enter");
  await expect
    .poll(async () => (await judgmentsOf(db, person.userId)).map((j) => [j.verdict === "both_bad", j.head]))
    .toEqual([
      [false, false],
      [true, true],
    ]);
  await expect(page.getByRole("heading", { name: "Which answer is better?" })).toBeVisible();
});
