import type { Page } from "@playwright/test";
import { makeTestLineage } from "@rlhf/db/testing-lineage";
import { ensureUser } from "@rlhf/db";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, expectAccessible, press, SHOTS, signIn, test } from "./bench";

// Every page of the rail and one of each kind below it, in three looks: nothing grave for accessibility, nothing wider than
// the screen, no error shown. What a page does has a spec of its own.

const PAGES = path.resolve(import.meta.dirname, "../../apps/web/src/shell/pages.ts");
const LOOKS = [
  { look: "light", colorScheme: "light", size: { width: 1440, height: 900 } },
  { look: "dark", colorScheme: "dark", size: { width: 1440, height: 900 } },
  { look: "phone", colorScheme: "light", size: { width: 390, height: 844 } },
] as const;

const railPages = (): string[] =>
  [...readFileSync(PAGES, "utf8").matchAll(/href: "([^"]+)"/g)].flatMap(([, at]) => at ?? []);
const nameOf = (address: string): string =>
  address
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "one")
    .replace(/^\//, "")
    .replaceAll(/[/?=&]+/g, "-") || "home";

async function looksRight(page: Page, name: string): Promise<void> {
  for (const { look, colorScheme, size } of LOOKS) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await expectAccessible(page, `${name}, ${look}`);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow, `${name} is wider than a ${look} screen by`).toBeLessThanOrEqual(0);
    await page.screenshot({ path: `${SHOTS}/page-${name}-${look}.png` });
  }
}

test("every page is accessible and fits, in light, in dark and on a phone", async ({ page, db }) => {
  test.setTimeout(240_000);
  const made = await makeTestLineage(db, { slug: `walk-${process.pid}`, prompts: 12 });
  const { projectId, runs } = made;
  const owner = await ensureUser(db, {
    projectId,
    name: "Ola Owner",
    kind: "human",
    role: "owner",
    email: "ola@e.org",
  });
  await signIn(page, db, owner.userId);
  const below = [`/runs/${runs.ppo}`, `/runs/${runs.reward}`, `/batches/${made.batch.id}`];
  for (const address of [...railPages(), ...below]) {
    await page.setViewportSize(LOOKS[0].size);
    const answer = await page.goto(address);
    if (answer?.status() === 404 && below.includes(address)) continue; // no page of its own for this kind
    expect(answer?.status(), address).toBe(200);
    await page.waitForLoadState("networkidle");
    await expect(page.getByText("This page could not be shown"), address).toHaveCount(0);
    await expect(page.getByRole("heading", { level: 1 }).first(), address).toBeVisible();
    await looksRight(page, nameOf(address));
    await dialogsOf(page, nameOf(address));
  }
});

/** The windows that a page's own buttons open; nothing in them is submitted. */
async function dialogsOf(page: Page, name: string): Promise<void> {
  await page.setViewportSize(LOOKS[0].size);
  const address = page.url();
  const openers = page.locator("main").getByRole("button", { name: /^(New|Invite|Import|Choose|Change)\b/ });
  for (let i = 0; i < Math.min(2, await openers.count()); i++) {
    await openers.nth(i).click();
    if (page.url() !== address) {
      await page.goto(address); // a button that leads to a page: it stands in the list itself
      continue;
    }
    const dialog = page.getByRole("dialog");
    if (!(await dialog.isVisible())) continue;
    await looksRight(page, `${name}-dialog-${i}`);
    await page.setViewportSize(LOOKS[0].size);
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
  }
}

test("the search dialog and the account menu are accessible", async ({ page, desk }) => {
  await desk({ role: "owner" });
  await page.goto("/");
  await page.waitForLoadState("networkidle");
  await press(page, "Control+k");
  await expect(page.getByRole("dialog")).toBeVisible();
  await looksRight(page, "search");
  await page.keyboard.press("Escape");
  await page.setViewportSize(LOOKS[0].size);
  await page.getByRole("button", { name: /^Account/ }).click();
  await looksRight(page, "account");
});
