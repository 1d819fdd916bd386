// A machine without a C++ compiler: the install says so and goes on, and what runs then is wasm, with the reason.
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";

const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));
const copy = mkdtempSync(path.join(tmpdir(), "rlhf-no-compiler-"));
const bin = path.join(copy, "bin");

/** The sources without anything built; packages are those of this clone, but for the workspaces' own. */
beforeAll(() => {
  const built = /[/\\](node_modules|dist|build|\.next)$/;
  for (const folder of ["libs", "apps/cli", "prisma"])
    cpSync(path.join(ROOT, folder), path.join(copy, folder), { recursive: true, filter: (file) => !built.test(file) });
  for (const file of ["package.json", "tsconfig.base.json", "tsconfig.json"])
    cpSync(path.join(ROOT, file), path.join(copy, file));
  const packages = path.join(copy, "node_modules");
  mkdirSync(packages);
  for (const name of readdirSync(path.join(ROOT, "node_modules")))
    if (name !== "@rlhf") symlinkSync(path.join(ROOT, "node_modules", name), path.join(packages, name));
  mkdirSync(path.join(packages, "@rlhf"));
  for (const name of readdirSync(path.join(copy, "libs")))
    symlinkSync(path.join(copy, "libs", name), path.join(packages, "@rlhf", name));
  mkdirSync(bin);
  symlinkSync(process.execPath, path.join(bin, "node"));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** PATH leads to node alone. */
const run = (args: readonly string[], env: Record<string, string> = {}) =>
  promisify(execFile)(path.join(bin, "node"), args, { cwd: copy, env: { PATH: bin, RLHF_HOME: copy, ...env } });

const Doctor = z.object({
  checks: z.array(z.object({ name: z.string(), status: z.string(), found: z.string() })),
});

it("builds nothing, does not fail, and says which backend will run", async () => {
  const { stdout } = await run(["libs/native/build.mjs"]);
  expect(stdout).toMatch(/^native: not built, the wasm backend will run \(no C\+\+ compiler/);
  const reason = readFileSync(path.join(copy, "libs/native/build/failed.txt"), "utf8");
  expect(reason).toMatch(/^no C\+\+ compiler \(c\+\+, g\+\+, clang\+\+\) on the PATH/);
});

it("falls back to wasm in doctor, with the reason", async () => {
  const { stdout } = await run(["--import", "tsx", "apps/cli/src/main.ts", "doctor", "--json"]);
  const { checks } = Doctor.parse(JSON.parse(stdout));
  const of = (name: string) => checks.find((check) => check.name === name);
  expect(of("compiler")?.status).not.toBe("ok");
  expect(of("backend")).toMatchObject({
    status: "warning",
    found: expect.stringMatching(
      /^wasm, float32.*native passed over: the native engine is not built: no C\+\+ compiler/,
    ),
  });
});

it("is an error, not a fallback, when native was asked for by name", async () => {
  const { stdout } = await run(["--import", "tsx", "apps/cli/src/main.ts", "doctor", "--json"], {
    RLHF_BACKEND: "native",
  }).catch((error: unknown) => z.object({ stdout: z.string() }).parse(error));
  const backend = Doctor.parse(JSON.parse(stdout)).checks.find((check) => check.name === "backend");
  expect(backend?.status).toBe("broken");
  expect(backend?.found).toMatch(/not built: no C\+\+ compiler/);
});
