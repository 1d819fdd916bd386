import { newId } from "@rlhf/domain";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { z } from "zod";
import { startEmbedded, stopEmbedded } from "./embedded/cluster";
import { resolveHome } from "./embedded/home";
import { isCode, withLockFile } from "./embedded/lock-file";
import { migrate, prismaFolder } from "./migrate";
import { closeDatabase, openDatabase, type Db } from "./open-database";
import { withClient } from "./start-database";

export { answerLog, type AnswerLog } from "./testing-answer-log";
export { makeTestBatch, type TestBatch } from "./testing-batch";
export { brokenInvariants } from "./testing-queue-invariants";

/** A database of its own for one test file, on one embedded server that the test processes share. */
export type TestDatabase = { db: Db; url: string; home: string; drop(): Promise<void> };

/** Clones the migrated template. Call `drop` in afterAll: the last user stops the server. */
export async function createTestDatabase(options: { maxConnections?: number } = {}): Promise<TestDatabase> {
  const home = testHome();
  resolveHome({ home });
  const name = `test_${newId().replaceAll("-", "")}`;
  const server = await withUsers(home, async (users) => {
    writeUsers(home, [...users, { pid: process.pid, name }]);
    const { url } = await startEmbedded({ home });
    await cloneTemplate(url, name);
    return url;
  });
  const url = databaseUrl(server, name);
  const db = await openDatabase(url, { maxConnections: options.maxConnections ?? 20, migrate: false });
  return { db, url, home, drop: () => drop({ db, home, server, name }) };
}

const testHome = (): string =>
  path.join(os.tmpdir(), `rlhf-test-${createHash("sha256").update(prismaFolder()).digest("hex").slice(0, 12)}`);

const databaseUrl = (server: string, name: string): string => {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.toString();
};

async function cloneTemplate(server: string, name: string): Promise<void> {
  const template = `template_${migrationsHash()}`;
  await withClient(databaseUrl(server, "postgres"), async (client) => {
    const found = await client.query("select 1 from pg_database where datname = $1", [template]);
    if (!found.rowCount) {
      const fresh = `${template}_new`;
      await client.query(`drop database if exists ${pg.escapeIdentifier(fresh)} with (force)`);
      await client.query(`create database ${pg.escapeIdentifier(fresh)}`);
      await migrate(databaseUrl(server, fresh));
      await client.query(`alter database ${pg.escapeIdentifier(fresh)} rename to ${pg.escapeIdentifier(template)}`);
    }
    await client.query(`create database ${pg.escapeIdentifier(name)} template ${pg.escapeIdentifier(template)}`);
  });
}

function migrationsHash(): string {
  const hash = createHash("sha256");
  const folder = path.join(prismaFolder(), "migrations");
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort())
    if (name.endsWith(".sql")) hash.update(name).update(readFileSync(path.join(folder, name)));
  return hash.digest("hex").slice(0, 16);
}

async function drop(test: { db: Db; home: string; server: string; name: string }): Promise<void> {
  await closeDatabase(test.db);
  await withUsers(test.home, async (users) => {
    await withClient(databaseUrl(test.server, "postgres"), (client) =>
      client.query(`drop database if exists ${pg.escapeIdentifier(test.name)} with (force)`),
    );
    const others = users.filter((user) => user.name !== test.name);
    writeUsers(test.home, others);
    if (others.length === 0) await stopEmbedded({ home: test.home });
  });
}

type User = { pid: number; name: string };
const Users = z.array(z.object({ pid: z.int(), name: z.string() }));
const usersFile = (home: string): string => path.join(home, "test-users.json");

function withUsers<T>(home: string, work: (users: User[]) => Promise<T>): Promise<T> {
  return withLockFile(path.join(home, "test-users.lock"), () => work(readUsers(home).filter(isAlive)));
}

function readUsers(home: string): User[] {
  try {
    return Users.parse(JSON.parse(readFileSync(usersFile(home), "utf8")));
  } catch (error) {
    if (!isCode(error, "ENOENT")) rmSync(usersFile(home), { force: true }); // a killed test left half a file
    return [];
  }
}

function writeUsers(home: string, users: readonly User[]): void {
  writeFileSync(usersFile(home), JSON.stringify(users));
}

function isAlive(user: User): boolean {
  try {
    process.kill(user.pid, 0);
    return true;
  } catch (error) {
    return !isCode(error, "ESRCH");
  }
}
