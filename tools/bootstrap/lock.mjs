import { createHash } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { say } from "./run.mjs";

/**
 * Runs `work` while no other bootstrap of this checkout runs. The lock is a file outside node_modules (which npm ci
 * deletes) that holds a process id; one whose process is gone is taken over.
 */
export async function withLock(root, work) {
  const lock = path.join(os.tmpdir(), `rlhf-bootstrap-${createHash("sha256").update(root).digest("hex").slice(0, 16)}`);
  await acquire(lock);
  const release = () => rmSync(lock, { force: true });
  process.once("exit", release);
  try {
    return await work();
  } finally {
    release();
    process.off("exit", release);
  }
}

async function acquire(lock) {
  const mine = `${lock}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    for (let waited = 0; !link(mine, lock); waited++) {
      const holder = read(lock);
      if (holder === undefined) continue; // released just now
      if (!isAlive(Number(holder))) takeOver(lock, holder);
      else {
        if (waited === 10) say(`waiting for another bootstrap (process ${holder})`);
        await sleep(100);
      }
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

function link(from, to) {
  try {
    linkSync(from, to); // atomic, and the file has its content from the first moment
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

/** Moves a dead process's lock aside. Should another have taken it over meanwhile, its lock is put back. */
function takeOver(lock, dead) {
  const aside = `${lock}.${process.pid}.dead`;
  try {
    renameSync(lock, aside);
  } catch (error) {
    if (error.code === "ENOENT") return;
    throw error;
  }
  if (read(aside) !== dead) link(aside, lock);
  rmSync(aside, { force: true });
}

function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
