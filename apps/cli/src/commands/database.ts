import {
  databaseStatus,
  migrate,
  pendingMigrations,
  resetDatabase,
  startDatabase,
  stopDatabase,
  type DatabaseOptions,
} from "@rlhf/db";
import { ConfigError } from "@rlhf/domain";
import { createInterface } from "node:readline/promises";
import { readEnv } from "../env";
import { printResult } from "../output";

type Options = { json?: boolean };

/** `rlhf db start|stop|status|migrate`. No output ever holds a password. */
export async function database(action: "start" | "stop" | "status" | "migrate", options: Options): Promise<void> {
  const at = databaseOptions();
  switch (action) {
    case "start": {
      const { kind, started } = await startDatabase(at);
      const text = () => (kind === "external" ? "DATABASE_URL answers" : started ? "started" : "runs already");
      return printResult({ kind, started }, { ...options, text });
    }
    case "stop": {
      const stopped = await stopDatabase(at);
      const external = at.databaseUrl !== undefined;
      const text = () => (external ? "DATABASE_URL is not ours to stop" : stopped ? "stopped" : "did not run");
      return printResult({ stopped }, { ...options, text });
    }
    case "status":
      return showStatus(at, options);
    case "migrate": {
      const { url } = await startDatabase(at);
      const applied = await migrate(url);
      const text = () =>
        applied.length === 0 ? "nothing to apply" : applied.map((name) => `applied ${name}`).join("\n");
      return printResult({ applied }, { ...options, text });
    }
  }
}

/** `rlhf db reset`: asks on a terminal, and needs --yes where nobody can answer. */
export async function reset(options: Options & { yes?: boolean }): Promise<void> {
  const at = databaseOptions();
  const what = at.databaseUrl === undefined ? `the embedded database of ${at.home}` : "the database of DATABASE_URL";
  if (!options.yes && !(await confirmed(`Delete every table and row of ${what}?`))) {
    return printResult({ reset: false }, { ...options, text: () => "nothing was deleted" });
  }
  await resetDatabase(at);
  printResult({ reset: true }, { ...options, text: () => `${what} is empty` });
}

async function showStatus(at: DatabaseOptions, options: Options): Promise<void> {
  const status = await databaseStatus(at);
  const pending = status.running ? await pendingMigrations((await startDatabase(at)).url) : null;
  const lines = [
    `${status.kind}: ${status.running ? "runs" : "does not run"}${status.kind === "embedded" && status.port ? ` on port ${status.port}` : ""}`,
    ...(status.kind === "embedded" ? [`data: ${status.places.dataDir}`] : []),
    ...(status.kind === "embedded" && status.places.movedBecause ? [`(${status.places.movedBecause})`] : []),
    ...(status.kind === "external" && status.problem ? [status.problem] : []),
    ...(pending === null ? [] : [`missing migrations: ${pending.length === 0 ? "none" : pending.join(", ")}`]),
  ];
  printResult({ ...status, pendingMigrations: pending }, { ...options, text: () => lines.join("\n") });
}

async function confirmed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new ConfigError("db reset: expected --yes where there is no terminal to ask on");
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}

function databaseOptions(): DatabaseOptions {
  const { home, databaseUrl, pgPort, stateHome } = readEnv();
  return { home, databaseUrl, port: pgPort, stateHome };
}
