import { ConfigError } from "@rlhf/domain";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { ServerEnv } from "../env";
import type { Program } from "./keep-alive";

/** Its trainer needs 15 s of it at most. */
const WORKER_GRACE_MS = 18_000;
/** Answers take less; but browsers keep their connections open, and the server waits for those for ever. */
const WEB_GRACE_MS = 3_000;

/** The repository's folder, above the sources as above the bundle. */
export function repositoryRoot(): string {
  for (let folder = path.dirname(fileURLToPath(import.meta.url)); ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, "prisma", "schema.prisma"))) return folder;
    if (folder === path.dirname(folder)) throw new ConfigError("rlhf: expected to run from a clone of the repository");
  }
}

/** The worker: its bundle, or its sources watched. */
export function workerProgram({ variables, dev }: { variables: NodeJS.ProcessEnv; dev: boolean }): Program {
  const folder = path.join(repositoryRoot(), "apps/worker");
  const tsx = path.join(repositoryRoot(), "node_modules/tsx/dist/cli.mjs");
  const args = dev ? [tsx, "watch", path.join(folder, "src/main.ts")] : [builtWorker(folder)];
  return { name: "worker", args, cwd: process.cwd(), env: variables, graceMs: WORKER_GRACE_MS };
}

function builtWorker(folder: string): string {
  const file = path.join(folder, "dist/main.js");
  if (existsSync(file)) return file;
  throw new ConfigError(`worker: expected its bundle at ${file}; run npm start, which builds it`);
}

/** The web server: Next itself rather than npx, which would leave it behind when it is killed. */
export function webProgram(
  server: ServerEnv,
  { databaseUrl, secret, dev }: { databaseUrl: string; secret: string; dev: boolean },
): Program {
  const root = repositoryRoot();
  const cwd = path.join(root, "apps/web");
  if (!dev && !existsSync(path.join(cwd, ".next/BUILD_ID")))
    throw new ConfigError("web: expected the built screens in apps/web/.next; run npm start, which builds them");
  const { host, port, appUrl, variables } = server;
  const next = path.join(root, "node_modules/next/dist/bin/next");
  const env = {
    ...variables,
    DATABASE_URL: databaseUrl,
    AUTH_SECRET: secret,
    APP_URL: appUrl,
    NODE_ENV: dev ? ("development" as const) : ("production" as const),
    NEXT_TELEMETRY_DISABLED: "1",
  };
  const args = [next, dev ? "dev" : "start", "-H", host, "-p", String(port)];
  return { name: "web", args, cwd, env, graceMs: WEB_GRACE_MS };
}
