import { spawn } from "node:child_process";
import path from "node:path";

export const ROOT = path.resolve(import.meta.dirname, "../..");
const QUIET = { CI: "true", NX_DAEMON: "false", NX_NO_CLOUD: "true", NEXT_TELEMETRY_DISABLED: "1", NO_COLOR: "1" };
const KEPT_LINES = 250;

/** Runs a Node program and keeps its output. `count` turns its end into numbers; without it the gate counts as one. */
export function gate(name, args, { cwd = ROOT, env = {}, minutes = 15, count = countAsOne } = {}) {
  return { name, start: () => runNode(args, { cwd, env, minutes }).then((end) => ({ ...end, ...count(end) })) };
}

const countAsOne = ({ code }) => ({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 });

function runNode(args, { cwd, env, minutes }) {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd,
      env: { ...process.env, ...QUIET, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const chunks = [];
    child.stdout.on("data", (chunk) => chunks.push(chunk));
    child.stderr.on("data", (chunk) => chunks.push(chunk));
    const timer = setTimeout(() => {
      chunks.push(Buffer.from(`\nstopped after ${minutes} minutes\n`));
      child.kill("SIGKILL");
    }, minutes * 60_000);
    const end = (code) => {
      clearTimeout(timer);
      resolve({ code, output: Buffer.concat(chunks).toString(), seconds: (performance.now() - started) / 1000 });
    };
    child.on("error", (error) => (chunks.push(Buffer.from(String(error))), end(1)));
    child.on("close", (code) => end(code ?? 1));
  });
}

/** Runs gates, `atOnce` at a time, goes on after failures, and returns the sum of their counts. */
export async function runGates(gates, { atOnce = 1 } = {}) {
  const sum = { passed: 0, failed: 0 };
  const waiting = [...gates];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const result = await next.start();
      report(next.name, result);
      sum.passed += result.passed;
      sum.failed += result.failed;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return sum;
}

function report(name, { passed, failed, seconds, output, reason }) {
  const counts = passed + failed === 1 ? "" : ` ${passed} passed${failed ? `, ${failed} failed` : ""}`;
  console.log(`${failed ? "✗" : "✓"} ${name}${counts} (${seconds.toFixed(1)} s)${reason ? `: ${reason}` : ""}`);
  if (failed === 0) return;
  const lines = output.trimEnd().split("\n");
  if (lines.length > KEPT_LINES) console.log(`  … ${lines.length - KEPT_LINES} lines before`);
  console.log(
    lines
      .slice(-KEPT_LINES)
      .map((line) => `  ${line}`)
      .join("\n"),
  );
}

/** The last line that scripts read, and the exit code: failed also when nothing ran. */
export function finish({ passed, failed }) {
  const nothingRan = passed + failed === 0;
  if (nothingRan) console.log("expected at least one test, none ran");
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || nothingRan ? 1 : 0;
}

export const add = (a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed });
