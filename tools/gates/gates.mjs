import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { gate, ROOT } from "./run-gate.mjs";
import { vitestGate } from "./vitest.mjs";

const ARCHITECTURE = "tools/architecture.test.ts";

// libtensorflow: errors alone on stderr; float32 products in float32 on a GPU too
const QUIET_TENSORFLOW = { TF_CPP_MIN_LOG_LEVEL: "3", NVIDIA_TF32_OVERRIDE: "0", TF_FORCE_GPU_ALLOW_GROWTH: "true" };

export const bootstrap = gate("bootstrap", ["tools/bootstrap.mjs"]);
/** The screens as well: the storms of the slow lane kill what `npm start` runs. */
export const bootstrapWeb = gate("bootstrap with screens", ["tools/bootstrap.mjs", "--web"], { minutes: 5 });

/** What reads the sources. The project graph comes first: without it ESLint's boundary rule is skipped in silence. */
export const graph = gate("nx graph", ["node_modules/nx/dist/bin/nx.js", "show", "projects"]);
export const sources = [
  gate("eslint", ["node_modules/eslint/bin/eslint.js", ".", "--max-warnings", "0"]),
  gate("typecheck", ["node_modules/typescript/bin/tsc", "-p", "tsconfig.json"]),
  // programs of their own: the browser's types must not reach what runs on a server
  gate("typecheck ui", ["node_modules/typescript/bin/tsc", "-p", "libs/ui"]),
  gate("typecheck e2e", ["node_modules/typescript/bin/tsc", "-p", "e2e"]), // apps/web: by its build, before these tests
  gate("prettier", ["node_modules/prettier/bin/prettier.cjs", "--check", "--log-level", "warn", "."]),
  gate("knip", ["node_modules/knip/bin/knip.js", "--no-config-hints"]),
];
export const architecture = vitestGate("architecture", ["--project", "unit", ARCHITECTURE]);
export const unit = vitestGate("unit tests", ["--project", "unit", "--exclude", ARCHITECTURE]);
export const integration = vitestGate("integration tests", ["--project", "integration", "--passWithNoTests"]);
export const slow = vitestGate("slow tests", ["--project", "slow", "--project", "storm"], { minutes: 30 });

/** Downloads TensorFlow's library and compiles the binding, unless some binding stands. */
export const setupTensorflow = gate("setup:tensorflow", ["tools/setup-tensorflow.mjs", "--if-missing"], { minutes: 4 });
export const onTensorflow = vitestGate("tests on tensorflow", ["--project", "tensorflow"], { env: QUIET_TENSORFLOW });

/** Every numbered example must end with exit code 0. Each has a folder of its own for what it writes. */
export function examples() {
  const names = readdirSync(path.join(ROOT, "examples")).filter((name) => /^\d\d-.*\.ts$/.test(name));
  const tsx = path.join(ROOT, "node_modules/tsx/dist/loader.mjs");
  return names.sort().map((name) => {
    const cwd = mkdtempSync(path.join(os.tmpdir(), "rlhf-example-"));
    const args = ["--import", tsx, path.join(ROOT, "examples", name)];
    const inner = gate(`examples/${name}`, args, { cwd, minutes: 5 });
    return { ...inner, start: () => inner.start().finally(() => rmSync(cwd, { recursive: true, force: true })) };
  });
}

/** The browser tests, once there is a folder of them. */
export function endToEnd() {
  const folder = path.join(ROOT, "e2e");
  if (!existsSync(path.join(folder, "playwright.config.mjs"))) return [];
  const report = path.join(mkdtempSync(path.join(os.tmpdir(), "rlhf-e2e-")), "report.json");
  const count = ({ code }) => {
    if (!existsSync(report)) return { passed: 0, failed: 1, reason: "Playwright wrote no report" };
    const { expected, flaky, unexpected } = JSON.parse(readFileSync(report, "utf8")).stats;
    return { passed: expected + flaky, failed: unexpected === 0 && code !== 0 ? 1 : unexpected };
  };
  const args = [
    "node_modules/@playwright/test/cli.js",
    "test",
    "-c",
    "e2e/playwright.config.mjs",
    "--reporter=list,json",
  ];
  return [gate("e2e", args, { env: { PLAYWRIGHT_JSON_OUTPUT_NAME: report }, minutes: 25, count })];
}

/** The engine under sanitizers: every script of its package that is named so (`asan.mjs`, `sanitize.mjs` …). */
export function sanitizers() {
  const folders = ["libs/native", "libs/native/test"].filter((folder) => existsSync(path.join(ROOT, folder)));
  const scripts = folders.flatMap((f) => readdirSync(path.join(ROOT, f)).map((name) => `${f}/${name}`));
  return scripts.filter((s) => /(asan|sanitiz)[\w-]*\.mjs$/.test(s)).map((s) => gate(`sanitizers ${s}`, [s]));
}
