import { expect, expectAccessible, SHOTS, test } from "./bench";

test("the sign-in page refuses a wrong password and is accessible", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill("nobody@example.org");
  await page.getByLabel("Password").fill("wrong wrong wrong");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert").first()).toBeVisible();
  await expectAccessible(page, "sign-in");
  await page.screenshot({ path: `${SHOTS}/sign-in.png` });
});

test("a stranger is led to sign in from every page, and gets nothing from the API", async ({ page }) => {
  for (const path of ["/", "/label", "/runs", "/history"]) {
    await page.goto(path);
    await expect(page).toHaveURL(/\/sign-in/);
  }
  const answer = await page.request.get("/api/trpc/projects.me");
  expect(answer.status()).toBe(401);
});

test("every page carries the headers of a safe one", async ({ page }) => {
  const answer = await page.goto("/sign-in");
  const headers = answer?.headers() ?? {};
  expect(headers["content-security-policy"]).toMatch(/script-src 'self' 'nonce-[^']+' 'strict-dynamic'/);
  expect(headers["x-content-type-options"]).toBe("nosniff");
  expect(headers["x-frame-options"]).toBe("DENY");
});

for (const { name, path, heading } of [
  { name: "home", path: "/", heading: "The loop" },
  { name: "history", path: "/history", heading: "My answers" },
  { name: "guidelines", path: "/guidelines", heading: "Guidelines" },
  { name: "runs", path: "/runs", heading: "Runs" },
])
  test(`${name} is accessible in both themes and on a phone`, async ({ page, desk }) => {
    await desk({ role: "owner" });
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
    await page.waitForLoadState("networkidle");
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await expectAccessible(page, `${name}, ${colorScheme}`);
      await page.screenshot({ path: `${SHOTS}/${name}-${colorScheme}.png` });
    }
    await page.setViewportSize({ width: 390, height: 844 });
    await expectAccessible(page, `${name} on a phone`);
    await page.screenshot({ path: `${SHOTS}/${name}-phone.png` });
  });
