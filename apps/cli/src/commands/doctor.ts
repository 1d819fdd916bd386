import { existsSync } from "node:fs";
import path from "node:path";
import type { Check } from "../doctor/check";
import { checkCompiler, checkCpu, checkDisk, checkMemory, checkNode, checkThreads } from "../doctor/machine";
import { checkBackend, checkPostgres } from "../doctor/services";
import { readEnv } from "../env";
import { printResult } from "../output";

/** `rlhf doctor`: looks, starts nothing that stays. Exit code 1 when something that every command needs is broken. */
export async function doctor(options: { json?: boolean }): Promise<void> {
  const env = readEnv();
  const checks: Check[] = [
    checkNode(),
    checkCompiler(),
    checkCpu(),
    checkThreads(env.threads),
    await checkBackend(env),
    await checkPostgres(env),
    await checkDisk(nearestFolder(env.home)),
    checkMemory(),
  ];
  const ok = checks.every((check) => check.status !== "broken");
  if (!ok) process.exitCode = 1;
  printResult({ ok, checks }, { ...options, text: () => doctorText(checks) });
}

const MARKS: Record<Check["status"], string> = { ok: "✓", warning: "!", broken: "✗" };

export function doctorText(checks: readonly Check[]): string {
  return checks
    .map(({ status, name, found, fix }) => {
      const line = `${MARKS[status]} ${name.padEnd(9)} ${found}`;
      return fix === undefined ? line : `${line}\n            fix: ${fix}`;
    })
    .join("\n");
}

/** The folder itself, or the closest one above it that exists. */
function nearestFolder(folder: string): string {
  return existsSync(folder) || folder === path.dirname(folder) ? folder : nearestFolder(path.dirname(folder));
}
