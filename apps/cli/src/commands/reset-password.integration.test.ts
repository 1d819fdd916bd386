import { ensureProject } from "@rlhf/db";
import { createTestDatabase, type TestDatabase } from "@rlhf/db/testing";
import { passwordHashOf, verifyPassword } from "@rlhf/db/workbench";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";

const APP = fileURLToPath(new URL("../..", import.meta.url));
const home = mkdtempSync(path.join(os.tmpdir(), "rlhf-reset-"));
let test: TestDatabase;

beforeAll(async () => {
  test = await createTestDatabase();
  execFileSync(process.execPath, [path.join(APP, "../../tools/build-node.mjs"), "src/main.ts"], { cwd: APP });
});
afterAll(async () => {
  await test.drop();
  rmSync(home, { recursive: true, force: true });
});

function reset(args: readonly string[], typed: string): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(APP, "dist/main.js"), "admin", "reset-password", ...args], {
      env: { PATH: "/usr/local/bin:/usr/bin:/bin", RLHF_HOME: home, DATABASE_URL: test.url },
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes: Buffer) => (said += bytes.toString()));
    child.on("error", reject).on("close", (code) => resolve({ code, said }));
    child.stdin.end(typed);
  });
}

async function ownerHash(): Promise<string | null> {
  const { rows } = await test.db.pool.query<{ id: string }>("select id from app_user where email = 'owner@rlhf.local'");
  return rows[0] ? passwordHashOf(test.db, rows[0].id) : null;
}

it("needs a project to own, a terminal or --password-stdin, and a password that is long enough", async () => {
  expect(await reset(["--password-stdin"], "a long enough password\n")).toMatchObject({
    code: 2,
    said: expect.stringContaining("npm start") as string,
  });
  await ensureProject(test.db, { slug: "mine", name: "Mine" });
  expect(await reset([], "")).toMatchObject({ code: 2, said: expect.stringContaining("--password-stdin") as string });
  expect(await reset(["--password-stdin"], "short\n")).toMatchObject({ code: 2 });
  expect(await ownerHash()).toBeNull();
});

it("gives the owner of the machine a password, and never says it", async () => {
  const password = "a password of the owner";
  const { code, said } = await reset(["--password-stdin", "--json"], `${password}\n`);
  expect(code).toBe(0);
  expect(JSON.parse(said)).toEqual({ email: "owner@rlhf.local", reset: true });
  expect(await verifyPassword({ hash: (await ownerHash()) ?? "", password })).toBe(true);
});

it("names an address that has no account", async () => {
  const { code, said } = await reset(["--email", "nobody@a.example", "--password-stdin"], "a long enough password\n");
  expect({ code, said }).toEqual({ code: 1, said: expect.stringContaining("nobody@a.example") as string });
});
