import { databaseStatus, type DatabaseOptions } from "@rlhf/db";
import { RlhfError } from "@rlhf/domain";
import { initBackend } from "@rlhf/tensor";
import { createServer } from "node:net";
import type { Env } from "../env";
import type { Check } from "./check";

/** Starts the backend that runs would use; a forced one that cannot start is broken. */
export async function checkBackend(env: Env): Promise<Check> {
  try {
    const info = await initBackend(env);
    const passed = info.passedOver.map((p) => `${p.name} passed over: ${p.reason}`);
    const gpu = info.instructionSet === "cuda";
    const device = info.name !== "tensorflow" ? info.instructionSet : gpu ? "on a GPU" : "on the CPU, no GPU found";
    const found = [`${info.name}, ${info.precision}, ${info.threads} threads, ${device}`, ...passed].join("; ");
    const facts = { ...info, gpu };
    if (env.backend !== "auto" || info.name === "native") return { name: "backend", status: "ok", found, facts };
    const fix = "the native engine is much faster: see the reason, then run npm install again";
    return { name: "backend", status: "warning", found, fix, facts };
  } catch (error) {
    const fix = env.requireGpu
      ? "unset RLHF_REQUIRE_GPU, or where there is an NVIDIA GPU run npm run setup:tensorflow -- --cuda"
      : "set RLHF_BACKEND=auto, or repair what the message names";
    return { name: "backend", status: "broken", found: messageOf(error), fix, facts: { name: null } };
  }
}

/** Where the database lies and whether it answers; never starts one. */
export async function checkPostgres(env: Env): Promise<Check> {
  const options: DatabaseOptions = {
    home: env.home,
    databaseUrl: env.databaseUrl,
    port: env.pgPort,
    stateHome: env.stateHome,
  };
  const name = "Postgres";
  try {
    const status = await databaseStatus(options);
    if (status.kind === "external") {
      const facts = { kind: status.kind, running: status.running };
      if (status.running) return { name, status: "ok", found: "DATABASE_URL answers", facts };
      return {
        name,
        status: "broken",
        found: status.problem ?? "no answer",
        fix: "correct or unset DATABASE_URL",
        facts,
      };
    }
    const { running, port, places } = status;
    const moved = places.movedBecause === null ? "" : ` (${places.movedBecause})`;
    const found = `embedded, ${running ? `runs on port ${port}` : "not started yet"}, data in ${places.dataDir}${moved}`;
    const facts = { kind: status.kind, running, port, ...places };
    const taken = !running && env.pgPort !== undefined && !(await isFree(env.pgPort));
    if (!taken) return { name, status: "ok", found, facts };
    const fix = `choose another RLHF_PG_PORT, or unset it: something else listens on ${env.pgPort}`;
    return { name, status: "broken", found, fix, facts };
  } catch (error) {
    return {
      name,
      status: "broken",
      found: messageOf(error),
      fix: "set RLHF_HOME or DATABASE_URL",
      facts: { kind: null },
    };
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

function messageOf(error: unknown): string {
  if (error instanceof RlhfError) return error.message;
  throw error;
}
