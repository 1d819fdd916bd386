import { AxeBuilder } from "@axe-core/playwright";
import { expect, test as base, type Page } from "@playwright/test";
import { closeDatabase, ensureUser, openDatabase, type Db } from "@rlhf/db";
import { makeTestBatch, type TestBatch } from "@rlhf/db/testing-batch";
import { createSignInLink } from "@rlhf/db/workbench";
import type { Member, MemberRole } from "@rlhf/domain";
import path from "node:path";
import { readReach } from "./reach";

export const SHOTS = path.resolve(import.meta.dirname, "../../test-results/screens");
export type Desk = { made: TestBatch; person: Member };
type Fixtures = {
  db: Db;
  /** A new project with a batch of `pairs`, and a person in it who is signed in on the page. */
  desk(options?: { pairs?: number; role?: MemberRole }): Promise<Desk>;
};
let projects = 0;

export const test = base.extend<Fixtures>({
  baseURL: async ({ browserName: _ }, use) => use(readReach().url),
  db: async ({ browserName: _ }, use) => {
    const db = await openDatabase(readReach().databaseUrl, { migrate: false, maxConnections: 4 });
    await use(db);
    await closeDatabase(db);
  },
  page: async ({ page }, use) => {
    const wrong: string[] = [];
    page.on("pageerror", (error) => wrong.push(error.message));
    page.on("console", (message) => {
      if (/Content Security Policy|hydrat/i.test(message.text())) wrong.push(message.text());
    });
    listenOnArrival(page);
    await use(page);
    expect(wrong, "errors in the page").toEqual([]);
  },
  desk: async ({ db, page }, use) => {
    await use(async ({ pairs = 3, role = "annotator" } = {}) => {
      const slug = `e2e-${process.pid}-${++projects}`;
      const made = await makeTestBatch(db, { slug, tasks: pairs, slots: 1, annotators: 0 });
      await db.pool.query("update label_batch set audience = 'people' where id = $1", [made.batch.id]);
      const person = await ensureUser(db, {
        projectId: made.projectId,
        name: `Mira ${slug}`,
        kind: "human",
        role,
        email: `${slug}@example.org`,
      });
      await signIn(page, db, person.userId);
      return { made, person };
    });
  },
});
export { expect };

/** A page of the workbench has been opened when it listens: what is pressed before is lost, on a slow machine for seconds. */
function listenOnArrival(page: Page): void {
  const goto = page.goto.bind(page);
  page.goto = async (url, options) => {
    const answer = await goto(url, options);
    await page.waitForSelector("html[data-keys], body:not(:has(.shell))", { state: "attached" });
    return answer;
  };
}

/** A key of the page, once the page says that it acts; see apps/web/src/shell/announce-keys.ts. */
export async function press(page: Page, key: string): Promise<void> {
  await page.waitForSelector(`html[data-keys~="${key}"]`, { state: "attached" });
  await page.keyboard.press(key);
}

let addresses = 0;
/** Of this process alone: two of them sign people in at the same time. */
const address = (): string => `10.${(process.pid >> 8) & 255}.${process.pid & 255}.${++addresses}`;

/** Signs in by a one-time link, from an address of its own: sign-in is limited by address. */
export async function signIn(page: Page, db: Db, userId: string): Promise<void> {
  const token = await createSignInLink(db, { userId, minutes: 5 });
  const url = readReach().url;
  const answer = await page.request.post(`${url}/api/auth/sign-in/link`, {
    data: { token },
    headers: { origin: url, "x-forwarded-for": address() },
  });
  expect(answer.status(), await answer.text()).toBe(200);
}

/** The judgments of a person that stand, and all revisions, straight from Postgres. */
export async function judgmentsOf(db: Db, userId: string) {
  const { rows } = await db.pool.query<{
    id: string;
    verdict: string;
    strength: number;
    revision: number;
    head: boolean;
    display_order: number[];
  }>(
    `select j.id, j.verdict::text, j.strength, j.revision, j.display_order, h.judgment_id is not null as head from judgment j
     left join judgment_head h on h.judgment_id = j.id where j.annotator_id = $1 order by j.created_at, j.revision`,
    [userId],
  );
  return rows;
}

/** No serious or critical violation of accessibility on what is on screen. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).analyze();
  const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  const told = grave.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .map((n) => n.target.join(" "))
        .slice(0, 5)
        .join(" | ")}`,
  );
  expect(told, `accessibility of ${what}`).toEqual([]);
}
