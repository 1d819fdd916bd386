import { DatabaseError } from "@rlhf/domain";
import { execFile, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";

/** The system user that the server's programs run as; empty = the current user. */
export type Runner = { name?: string; uid?: number; gid?: number };

/** Postgres refuses to run as root: then it runs as `postgres` if there is such a user, else as `nobody`. */
export function runner(): Runner {
  if (process.getuid?.() !== 0) return {};
  const users = readFileSync("/etc/passwd", "utf8").split("\n");
  for (const name of ["postgres", "nobody"]) {
    const fields = users.find((line) => line.startsWith(`${name}:`))?.split(":");
    if (fields) return { name, uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  throw new DatabaseError(
    "embedded Postgres: expected a system user postgres or nobody, because Postgres refuses to run as root; set DATABASE_URL or run as another user",
  );
}

const CHILD_ENV = { LC_ALL: "C", HOME: "/", NODE_ENV: "production" as const }; // Next.js makes NODE_ENV part of the type

/** How the programs are spawned: cwd "/" because the runner may not enter the current folder. */
export const spawnOptions = (as: Runner) => ({ uid: as.uid, gid: as.gid, cwd: "/", env: CHILD_ENV });

export function canEnter(folder: string, as: Runner): boolean {
  if (as.uid === undefined) return true;
  return spawnSync("/bin/sh", ["-c", 'cd "$1"', "sh", folder], spawnOptions(as)).status === 0;
}

export function canExecute(program: string, as: Runner): boolean {
  return spawnSync(program, ["--version"], spawnOptions(as)).status === 0;
}

/** Runs a program to its end. @throws DatabaseError with what it said on stderr. */
export function runProgram(program: string, args: readonly string[], as: Runner): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, spawnOptions(as), (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const said = stderr.trim() || stdout.trim() || error.message;
      reject(new DatabaseError(`${path.basename(program)} failed: ${said}`, { cause: error }));
    });
  });
}
