import { execFile, execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, it } from "vitest";

const TOOLS = path.resolve(import.meta.dirname, "..");
const run = promisify(execFile);
let root = "";
const at = (...parts: string[]) => path.join(root, ...parts);

// a clone in miniature: npm is a script that counts how often it was asked
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "bootstrap-"));
  for (const file of ["bootstrap.mjs", "bootstrap"])
    cpSync(path.join(TOOLS, file), at("tools", file), { recursive: true });
  mkdirSync(at("libs"));
  writeFileSync(at("package-lock.json"), "{}");
  writeFileSync(
    at("npm.js"),
    'const fs = require("fs"); fs.appendFileSync("asked.txt", process.argv.slice(2).join(" ") + "\\n"); console.log("npm says hello");' +
      'setTimeout(() => fs.mkdirSync("node_modules/pg", { recursive: true }), 300);',
  );
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const bootstrap = (...args: string[]) =>
  run(process.execPath, [at("tools/bootstrap.mjs"), ...args], {
    cwd: root,
    env: { PATH: "/nowhere", npm_execpath: at("npm.js") },
  });
const asked = () => (existsSync(at("asked.txt")) ? readFileSync(at("asked.txt"), "utf8").trim().split("\n") : []);

it("installs once, keeps stdout clean, and installs again when the lock file changes", async () => {
  expect((await bootstrap()).stdout).toBe("");
  await bootstrap();
  expect(asked()).toEqual(["ci --ignore-scripts --loglevel=error"]);
  writeFileSync(at("package-lock.json"), '{"changed":true}');
  await bootstrap();
  expect(asked()).toHaveLength(2);
});

it("installs once when two start together", async () => {
  await Promise.all([bootstrap(), bootstrap()]);
  expect(asked()).toHaveLength(1);
});

it("never installs with --steps-only", async () => {
  mkdirSync(at("node_modules"));
  await bootstrap("--steps-only");
  expect(asked()).toEqual([]);
});

it("takes over the lock of a process that is gone", async () => {
  const dead = execFileSync(process.execPath, ["-p", "process.pid"]).toString().trim();
  const { createHash } = await import("node:crypto");
  const name = createHash("sha256").update(root).digest("hex").slice(0, 16);
  writeFileSync(path.join(os.tmpdir(), `rlhf-bootstrap-${name}`), dead);
  await bootstrap();
  expect(asked()).toHaveLength(1);
});

it("builds the engine again when its folder is gone, though the packages stayed", async () => {
  mkdirSync(at("libs/native"));
  const build =
    'import fs from "node:fs"; fs.mkdirSync("libs/native/build", { recursive: true }); fs.appendFileSync("built.txt", "x");';
  writeFileSync(at("libs/native/build.mjs"), build);
  await bootstrap();
  await bootstrap();
  rmSync(at("libs/native/build"), { recursive: true });
  await bootstrap();
  expect(readFileSync(at("built.txt"), "utf8")).toBe("xx");
});

it("fails when a step fails, but not as npm's postinstall", async () => {
  mkdirSync(at("apps/cli/src"), { recursive: true });
  writeFileSync(at("apps/cli/src/main.ts"), "export const one = 1;"); // tools/build-node.mjs is not there
  await expect(bootstrap()).rejects.toThrow();
  expect((await bootstrap("--steps-only")).stderr).toContain("bootstrap: cli:");
});
