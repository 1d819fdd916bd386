import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { gate } from "./run-gate.mjs";

/** A Vitest project as a gate that counts its tests from the report Vitest writes, not from what it prints. */
export function vitestGate(name, args, options = {}) {
  const start = async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "rlhf-vitest-"));
    const file = path.join(folder, "report.json");
    const report = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
    const count = ({ code }) => countTests(file, code);
    const command = ["node_modules/vitest/vitest.mjs", "run", ...report, ...args];
    return gate(name, command, { ...options, count })
      .start()
      .finally(() => rmSync(folder, { recursive: true, force: true }));
  };
  return { name, start };
}

/** Tests that passed and failed; a file that could not be loaded counts as one failure, so does a run without a report. */
export function countTests(file, code) {
  let report;
  try {
    report = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return { passed: 0, failed: 1, reason: "Vitest wrote no report" };
  }
  const isBroken = (suite) => suite.status === "failed" && !suite.assertionResults.some((t) => t.status === "failed");
  const failed = report.numFailedTests + report.testResults.filter(isBroken).length;
  const outside = code !== 0 && failed === 0; // an unhandled error, a hook at the end
  return {
    passed: report.numPassedTests,
    failed: outside ? 1 : failed,
    ...(outside && { reason: `exit code ${code}` }),
  };
}
