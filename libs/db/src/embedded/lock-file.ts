import { DatabaseError } from "@rlhf/domain";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const WAIT_MS = 120_000; // a first start on a slow disk takes seconds; a recovery after a crash may take a minute

/** Runs `work` while this process alone holds the lock file. A lock whose owner died is taken over. */
export async function withLockFile<T>(file: string, work: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + WAIT_MS;
  const mine = `${process.pid} ${startedAt(process.pid)}`;
  while (!take(file, mine)) {
    removeWhenDead(file);
    if (Date.now() > deadline)
      throw new DatabaseError(`${file}: expected the lock to be free within ${WAIT_MS / 1000} s; another start hangs`);
    await sleep(50);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function take(file: string, owner: string): boolean {
  try {
    writeFileSync(file, owner, { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if (isCode(error, "EEXIST")) return false;
    throw error;
  }
}

function removeWhenDead(file: string): void {
  const owner = readOrNull(file);
  if (owner === null || owner === "" || isAlive(owner)) return; // "" = its owner is just writing it
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (isCode(error, "ENOENT")) return; // someone else was quicker
    throw error;
  }
  // Between reading and renaming another process may have taken the lock: then what we moved is theirs, put it back.
  if (readOrNull(aside) === owner) rmSync(aside, { force: true });
  else renameSync(aside, file);
}

function isAlive(owner: string): boolean {
  const [pid, started] = owner.split(" ");
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    if (isCode(error, "ESRCH")) return false;
  }
  return startedAt(Number(pid)) === (started ?? ""); // the same number may belong to a later process
}

/** When a process began, in clock ticks since boot; "" where the system does not tell. */
function startedAt(pid: number): string {
  const stat = readOrNull(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (isCode(error, "ENOENT") || isCode(error, "ESRCH")) return null;
    throw error;
  }
}

export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
