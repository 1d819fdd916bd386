import { expect, expectAccessible, judgmentsOf, SHOTS, test } from "./bench";

test("an invited person sets a name and a password, lands in the project, and labels", async ({
  page,
  browser,
  baseURL,
  db,
  desk,
}) => {
  const { made } = await desk({ role: "owner" });
  await page.goto("/admin");
  await page.getByRole("button", { name: "Make an invite link" }).click();
  const link = await page.getByRole("group", { name: "Invite link" }).locator("code").innerText();
  expect(link).toMatch(new RegExp(`^${baseURL}/invite#token=[\\w-]{43}$`));
  const guest = await browser.newContext({ extraHTTPHeaders: { "x-forwarded-for": "10.7.0.1" } });
  const theirs = await guest.newPage();
  await theirs.goto(link);
  await expect(theirs.getByRole("heading", { level: 1, name: /^Join / })).toBeVisible();
  expect(theirs.url()).not.toContain("token");
  await expectAccessible(theirs, "an invite");
  await theirs.screenshot({ path: `${SHOTS}/invite.png` });
  await theirs.getByLabel("Your name").fill("Noa Invited");
  const email = `noa-${made.projectId}@example.org`;
  await theirs.getByLabel("Email").fill(email);
  await theirs.getByLabel("Password").fill("a password of Noa");
  await theirs.getByRole("button", { name: "Join" }).click();
  await expect(theirs).toHaveURL(/\/label/);
  await expect(theirs.getByRole("article", { name: "Answer A" })).toBeVisible();
  await theirs.keyboard.press("1");
  const { rows } = await db.pool.query<{ id: string }>("select id from app_user where email = $1", [email]);
  await expect.poll(async () => (await judgmentsOf(db, rows[0]?.id ?? "")).length).toBe(1);
  await expect(theirs.getByRole("navigation", { name: "Main" }).getByText("Admin")).toHaveCount(0);
  await theirs.goto("/admin");
  await expect(theirs.getByRole("heading", { name: "Only for owners and admins" })).toBeVisible();
  await theirs.goto(link);
  await expect(theirs.getByRole("heading", { name: "No invite here" })).toBeVisible(); // it works once
  await guest.close();
  await page.reload();
  await expect(page.getByRole("row", { name: /Noa Invited/ })).toBeVisible();
});

test("an account is switched off and on, and a role is changed, from the list of members", async ({
  page,
  db,
  desk,
}) => {
  const { made } = await desk({ role: "owner" });
  const { rows } = await db.pool.query<{ id: string }>(
    `with u as (insert into app_user (id, name, kind, email) values (gen_random_uuid(), 'Bo Member', 'human', $2::text) returning id)
     insert into project_member (project_id, user_id, role, ordinal) select $1::uuid, id, 'annotator'::member_role, 99 from u returning user_id as id`,
    [made.projectId, `bo-${made.projectId}@example.org`],
  );
  const bo = async () => {
    const found = await db.pool.query<{ off: boolean; role: string }>(
      "select u.disabled_at is not null as off, m.role from app_user u join project_member m on m.user_id = u.id where u.id = $1",
      [rows[0]?.id],
    );
    return found.rows[0];
  };
  await page.goto("/admin");
  await page.getByLabel("Role of Bo Member").selectOption("researcher");
  await expect.poll(async () => (await bo())?.role).toBe("researcher");
  await page.getByRole("button", { name: "Switch off the account of Bo Member" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Switch it off" }).click();
  await expect.poll(async () => (await bo())?.off).toBe(true);
  await page.getByRole("button", { name: "Switch on the account of Bo Member" }).click();
  await expect.poll(async () => (await bo())?.off).toBe(false);
});

test("a token works for a script, shows when it was used, and ends when it is revoked", async ({
  page,
  playwright,
  baseURL,
  db,
  desk,
}) => {
  const { made } = await desk({ role: "owner" });
  await page.goto("/admin?tab=tokens");
  await page.getByLabel("Name").fill("nightly export");
  await page.getByRole("button", { name: "Make a token" }).click();
  const token = await page.getByRole("group", { name: "New token" }).locator("code").innerText();
  const script = await playwright.request.newContext({
    baseURL,
    extraHTTPHeaders: { authorization: `Bearer ${token}` },
  });
  const input = encodeURIComponent(JSON.stringify({ json: { projectId: made.projectId } }));
  const ask = async (path: string) => (await script.get(`/api/trpc/${path}?input=${input}`)).status();
  expect(await ask("policies.list")).toBe(200);
  expect(await ask("admin.members")).toBe(403); // it may read, and nothing else
  await page.reload();
  await expect(page.getByText(token)).toHaveCount(0); // shown once
  const row = page.getByRole("row", { name: /nightly export/ });
  await expect(row).not.toContainText("never");
  const stored = await db.pool.query<{ row: string }>("select t::text as row from api_token t");
  expect(stored.rows.some(({ row: text }) => text.includes(token.slice(12)))).toBe(false);
  await row.getByRole("button", { name: /Revoke/ }).click();
  await expect(row).toContainText("revoked");
  await expect.poll(() => ask("policies.list"), { timeout: 5_000 }).toBe(401);
  await script.dispose();
});

test("the audit log names who did what, its chain verifies, and a changed row is found", async ({ page, db, desk }) => {
  const { made } = await desk({ role: "owner" });
  await page.goto("/admin?tab=project");
  await page.getByLabel("Name").fill("Renamed by hand");
  await page.getByRole("button", { name: "Rename" }).click();
  await expect(page.getByText("Saved ✓")).toBeVisible();
  await expect(page.getByRole("banner")).toContainText("Renamed by hand");
  await page.goto("/admin?tab=audit");
  await expect(page.getByRole("row", { name: /projects\.rename/ })).toContainText("name Renamed by hand");
  await page.getByRole("button", { name: "Verify the chain" }).click();
  await expect(page.getByText(/all \d+ rows fit/)).toBeVisible();
  const { rows } = await db.pool.query<{ id: string; detail: string }>(
    "select id, detail::text from audit_log where project_id = $1 and action = 'projects.rename'",
    [made.projectId],
  );
  const write = (detail: string) =>
    db.pool.query(
      `alter table audit_log disable trigger all; update audit_log set detail = '${detail}' where id = ${rows[0]?.id};
       alter table audit_log enable trigger all`,
    );
  await write('{"name": "Never renamed"}');
  await page.getByRole("button", { name: "Verify the chain" }).click();
  await expect(page.getByText(`row ${rows[0]?.id} was changed`)).toBeVisible();
  await page.screenshot({ path: `${SHOTS}/admin-tampered.png` });
  await write((rows[0]?.detail ?? "").replaceAll("'", "''")); // other tests read the same log
});

test("guidelines get a next version, and the old one stays as judgments saw it", async ({ page, desk }) => {
  await desk({ role: "owner" });
  await page.goto("/admin?tab=guidelines");
  await page.getByLabel("Text").fill("# Prefer\n\n- what is **true**\n- then what is short");
  await page.getByRole("button", { name: "Publish version 2" }).click();
  await expect(page.getByRole("heading", { name: "Version 2" })).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "what is true" })).toBeVisible();
  await page.getByRole("listitem").filter({ hasText: "version 1" }).getByRole("button", { name: "Read" }).click();
  await expect(page.getByText("Prefer the better answer.")).toBeVisible();
});

test("the owner sets a first password, and signs in with it", async ({ page, browser, baseURL, desk }) => {
  const { person } = await desk({ role: "owner" });
  await page.goto("/");
  await page.getByRole("button", { name: /^Account/ }).click();
  await page.getByRole("button", { name: "Set a password" }).click();
  await expectAccessible(page, "the password dialog");
  await page.getByLabel("New password", { exact: true }).fill("a password of mine");
  await page.getByLabel("New password again").fill("a password of yours");
  await page.getByRole("button", { name: "Save the password" }).click();
  await expect(page.getByText("typed in two different ways")).toBeVisible();
  await page.getByLabel("New password again").fill("a password of mine");
  await page.getByRole("button", { name: "Save the password" }).click();
  await expect(page.getByText("Your password is changed.")).toBeVisible();
  const other = await browser.newContext({ extraHTTPHeaders: { "x-forwarded-for": "10.7.0.2" } });
  const theirs = await other.newPage();
  await theirs.goto(`${baseURL}/sign-in`);
  await theirs.getByLabel("Email").fill(`${person.name.replace("Mira ", "")}@example.org`);
  await theirs.getByLabel("Password").fill("a password of mine");
  await theirs.keyboard.press("Enter");
  await expect(theirs.getByRole("heading", { level: 1, name: "The loop" })).toBeVisible();
  await other.close();
});

test("no header of a proxy opens a page or the API", async ({ page }) => {
  const names = ["x-middleware-subrequest", "x-middleware-prefetch", "x-middleware-next", "x-nextjs-data"];
  for (const name of names) {
    const value = Array<string>(5).fill("src/proxy").join(":");
    const headers = { [name]: value };
    const api = await (await page.request.get("/api/trpc/projects.me", { headers })).text();
    expect(api === "{}" || api.includes("UNAUTHORIZED"), `${name}: ${api}`).toBe(true); // Next answers a prefetch with {}
    const answer = await page.request.get("/admin", { headers, maxRedirects: 0 });
    expect(await answer.text()).not.toContain("API tokens");
  }
});

for (const tab of ["members", "tokens", "guidelines", "audit", "project"])
  test(`admin, ${tab}, is accessible in both themes and on a phone`, async ({ page, desk }) => {
    await desk({ role: "owner" });
    await page.goto(`/admin?tab=${tab}`);
    await expect(page.getByRole("heading", { level: 1, name: "Admin" })).toBeVisible();
    await page.waitForLoadState("networkidle");
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await expectAccessible(page, `admin ${tab}, ${colorScheme}`);
      await page.screenshot({ path: `${SHOTS}/admin-${tab}-${colorScheme}.png` });
    }
    await page.setViewportSize({ width: 390, height: 844 });
    await expectAccessible(page, `admin ${tab} on a phone`);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await page.screenshot({ path: `${SHOTS}/admin-${tab}-phone.png` });
  });
