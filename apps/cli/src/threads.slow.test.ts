// The loop on one thread and on two: the same report and the same bits of every weight and optimiser state it stored.
import { LoopReport } from "@rlhf/pipeline";
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeAll, expect, it } from "vitest";

const APP = fileURLToPath(new URL("..", import.meta.url));
const MAIN = path.join(APP, "dist", "main.js");
const TIMES_AND_PLACES = ["id", "seconds", "total_seconds", "peak_rss_mb"];
const homes: string[] = [];

beforeAll(() => {
  execFileSync(process.execPath, [path.join(APP, "..", "..", "tools", "build-node.mjs"), "src/main.ts"], { cwd: APP });
});

afterEach(async () => {
  for (const home of homes.splice(0)) {
    await rlhf(["db", "stop"], { RLHF_HOME: home });
    rmSync(home, { recursive: true, force: true });
  }
});

async function rlhf(args: readonly string[], env: Record<string, string>): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN, ...args], {
    env: { PATH: "/usr/local/bin:/usr/bin:/bin", ...env },
    maxBuffer: 2 ** 26,
  });
  return stdout;
}

async function demo(threads: number, precision: string) {
  const home = mkdtempSync(path.join(tmpdir(), "rlhf-threads-"));
  homes.push(home);
  const env = { RLHF_HOME: home, RLHF_THREADS: String(threads), RLHF_PRECISION: precision };
  const stdout = await rlhf(["demo", "--preset", "smoke", "--seed", "17", "--json"], env);
  return { report: withoutTimes(LoopReport.parse(JSON.parse(stdout))), weights: storedTensors(home) };
}

function withoutTimes(report: LoopReport): unknown {
  return JSON.parse(
    JSON.stringify(report, (key, value: unknown) => (TIMES_AND_PLACES.includes(key) ? undefined : value)),
  );
}

/** The hashes that name the safetensors files of a store; manifests beside them carry ids. */
function storedTensors(home: string): string[] {
  const files = readdirSync(home, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && /^[0-9a-f]{64}$/.test(entry.name),
  );
  const headerFollowsItsLength = (file: string): boolean => readFileSync(file)[8] === "{".charCodeAt(0);
  return files
    .filter((entry) => headerFollowsItsLength(path.join(entry.parentPath, entry.name)))
    .map((entry) => entry.name)
    .toSorted();
}

it.each(["auto", "float32"])("has the same bits on one thread and on two, precision %s", async (precision) => {
  const [one, two] = await Promise.all([demo(1, precision), demo(2, precision)]);
  expect(one.weights.length).toBeGreaterThan(10);
  expect(two).toEqual(one);
});
