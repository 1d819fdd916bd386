import { LoopReport } from "@rlhf/pipeline";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";

// The built program as people run it, on an embedded Postgres of its own.
const APP = fileURLToPath(new URL("..", import.meta.url));
const MAIN = path.join(APP, "dist", "main.js");
const HOME = mkdtempSync(path.join(tmpdir(), "rlhf-cli-"));
const NOWHERE = "postgresql://me:hunter2@127.0.0.1:9/nothing";
const DEMO = ["demo", "--preset", "smoke", "--seed", "5", "--json"];

type Ended = { code: number | null; stdout: string; stderr: string };

function rlhf(
  args: readonly string[],
  { env = {}, interruptAt }: { env?: Record<string, string>; interruptAt?: string } = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd: HOME,
      env: { PATH: "/usr/local/bin:/usr/bin:/bin", RLHF_HOME: HOME, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const ended: Ended = { code: null, stdout: "", stderr: "" };
    let interrupted = false;
    child.stdout.on("data", (bytes: Buffer) => (ended.stdout += bytes.toString()));
    child.stderr.on("data", (bytes: Buffer) => {
      ended.stderr += bytes.toString();
      if (interruptAt === undefined || interrupted || !ended.stderr.includes(`\n${interruptAt} `)) return;
      interrupted = true;
      child.kill("SIGINT");
    });
    child.on("error", reject).on("close", (code) => resolve({ ...ended, code }));
  });
}

/** A report without what may differ between two runs of one seed: ids, times and memory. */
function figures(stdout: string): unknown {
  const report = LoopReport.parse(JSON.parse(stdout));
  return JSON.parse(
    JSON.stringify(report, (key, value: unknown) =>
      ["id", "seconds", "total_seconds", "peak_rss_mb"].includes(key) ? undefined : value,
    ),
  );
}

beforeAll(() => {
  execFileSync(process.execPath, [path.join(APP, "..", "..", "tools", "build-node.mjs"), "src/main.ts"], { cwd: APP });
});

afterAll(async () => {
  await rlhf(["db", "stop"]);
  rmSync(HOME, { recursive: true, force: true });
});

it("answers --help without loading a tensor library, a database client or a schema", async () => {
  const trace = path.join(HOME, "trace.mjs");
  const hook = "export const resolve = (s, c, next) => (process._rawDebug('load ' + s), next(s, c));";
  writeFileSync(
    trace,
    `import { register } from "node:module"; register("data:text/javascript,${encodeURIComponent(hook)}");`,
  );
  const { code, stdout, stderr } = await rlhf(["--help"], { env: { NODE_OPTIONS: `--import ${trace}` } });
  expect(code).toBe(0);
  expect(stdout).toContain("run the whole loop");
  expect(stderr).toContain("load commander");
  expect(stderr).not.toMatch(/load (@tensorflow|@prisma|pg|zod)/);
});

it("shows a stage's settings as one JSON object", async () => {
  const { code, stdout } = await rlhf(["config", "show", "ppo", "--json"]);
  const { settings } = z
    .object({ settings: z.array(z.object({ key: z.string(), unit: z.string() })) })
    .parse(JSON.parse(stdout));
  expect(code).toBe(0);
  expect(settings).toContainEqual({ key: "ppo.gamma", unit: "ratio" });
});

it("ends with 2 for bad usage and for a misspelt key, and names the nearest", async () => {
  expect(await rlhf(["demmo"])).toMatchObject({ code: 2, stderr: expect.stringContaining("Did you mean demo?") });
  const misspelt = await rlhf(["demo", "--set", "ppo.klCoeff=1", "--json"]);
  expect(misspelt).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("did you mean ppo.klCoef?") });
});

it("ends with 1 and one line when DATABASE_URL leads nowhere, without the password", async () => {
  const { code, stdout, stderr } = await rlhf(["runs", "list", "--json"], { env: { DATABASE_URL: NOWHERE } });
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/^rlhf: DATABASE_URL: expected a Postgres at 127\.0\.0\.1:9.*\n$/);
  expect(stderr).not.toContain("hunter2");
});

it("looks at this machine and says what it found", async () => {
  const { code, stdout } = await rlhf(["doctor", "--json"]);
  const { ok, checks } = z
    .object({ ok: z.boolean(), checks: z.array(z.object({ name: z.string() })) })
    .parse(JSON.parse(stdout));
  expect({ code, ok }).toEqual({ code: 0, ok: true });
  expect(checks.map((c) => c.name)).toEqual([
    "Node",
    "compiler",
    "CPU",
    "threads",
    "backend",
    "Postgres",
    "disk",
    "memory",
  ]);
});

/** Answers that a screen, a terminal or a spreadsheet might act on; a database and a file keep them as they are. */
const HOSTILE = [
  "<script>alert(1)</script><img src=x onerror=alert(1)>",
  "[a](javascript:alert(1)) ![b](https://example.org/beacon?leak)",
  '<svg onload="alert(1)"><math><mtext></mtext></math></svg>',
  "\u202egnp.exe\u2066\u200b\u200d\ufeff",
  "\u001b[2J\u001b]0;title\u0007\r\u0085\u2028",
  "=cmd|' /C calc'!A0\t+1\n@SUM(1)",
  "x".repeat(1 << 20),
];

it("exports what it imported, byte for byte, whatever the texts would do elsewhere", async () => {
  const lines = ["b", "c", ...HOSTILE]
    .map((x) => `${JSON.stringify({ prompt: "a\n", chosen: ` ${x} ü`, rejected: "d" })}\n`)
    .join("");
  writeFileSync(path.join(HOME, "pairs.jsonl"), lines);
  expect(await rlhf(["data", "import", "pairs.jsonl", "--project", "pairs", "--kind", "comparison"])).toMatchObject({
    code: 0,
  });
  const exported = await rlhf(["data", "export", "--project", "pairs", "--format", "trl-preference"]);
  expect(exported.stdout).toBe(lines);
});

it("goes on after Ctrl-C and ends with the numbers of an undisturbed demo", async () => {
  const whole = await rlhf(DEMO);
  expect(whole).toMatchObject({ code: 0 });
  const stopped = await rlhf(DEMO, { interruptAt: "ppo" });
  expect(stopped).toMatchObject({ code: 130, stdout: "" });
  const [, id = ""] = /rlhf runs resume ([0-9a-f-]+)/.exec(stopped.stderr) ?? [];
  const resumed = await rlhf(["runs", "resume", id, "--json"]);
  expect(resumed.code, resumed.stderr).toBe(0);
  expect(figures(resumed.stdout)).toEqual(figures(whole.stdout));
}, 600_000);
