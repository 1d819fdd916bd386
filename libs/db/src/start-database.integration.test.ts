import { newId } from "@rlhf/domain";
import { execFile, execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resolveHome } from "./embedded/home";
import { migrate, pendingMigrations } from "./migrate";
import { closeDatabase, openDatabase } from "./open-database";
import { ensureProject, listProjects } from "./projects";
import {
  assertDurable,
  databaseStatus,
  resetDatabase,
  startDatabase,
  stopDatabase,
  withClient,
  type RunningDatabase,
} from "./start-database";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../..", import.meta.url));
const temporary = (name: string) => mkdtempSync(path.join(os.tmpdir(), `rlhf-${name}-`));
const homes: string[] = [];

function makeHome(name: string): string {
  const home = path.join(temporary(name), "home");
  homes.push(home);
  chmodSync(path.dirname(home), 0o711);
  return home;
}

let home: string;
let database: RunningDatabase;
beforeAll(async () => {
  home = makeHome("start");
  database = await startDatabase({ home });
});
afterAll(async () => {
  for (const each of homes) {
    await resetDatabase({ home: each });
    rmSync(path.dirname(each), { recursive: true, force: true });
  }
});

const inProcess = async (at: string): Promise<{ started: boolean; dataDir: string; applied: number }> => {
  const script = fileURLToPath(new URL("./start-in-process.fixture.ts", import.meta.url));
  const { stdout } = await run(process.execPath, ["--import", "tsx", script, at], { cwd: root });
  return JSON.parse(stdout) as { started: boolean; dataDir: string; applied: number };
};
const postmaster = () =>
  Number(readFileSync(path.join(database.dataDir ?? "", "postmaster.pid"), "utf8").split("\n")[0]);

describe("the embedded server", () => {
  it("keeps its password in a file that only its owner reads", () => {
    const secret = path.join(home, "postgres.secret");
    expect(statSync(secret).mode & 0o777).toBe(0o600);
    expect(readFileSync(secret, "utf8").trim().length).toBeGreaterThanOrEqual(32);
  });

  it("is one server for two processes that start at once, and migrates once", async () => {
    const shared = makeHome("two");
    const [one, two] = await Promise.all([inProcess(shared), inProcess(shared)]);
    expect([one.started, two.started].filter(Boolean)).toHaveLength(1);
    expect(one.dataDir).toBe(two.dataDir);
    expect([one.applied, two.applied].sort()).toEqual([0, await migrationCount()]);
    await stopDatabase({ home: shared });
  });

  it("comes back after SIGKILL with every acknowledged row", async () => {
    const db = await openDatabase(database.url);
    const before = (await listProjects(db)).length;
    const acknowledged: string[] = [];
    const writers = Array.from({ length: 8 }, async (_, w) => {
      for (let i = 0; ; i++) {
        const slug = `crash-${w}-${i}`;
        await ensureProject(db, { slug, name: slug });
        acknowledged.push(slug);
      }
    });
    const stopped = Promise.allSettled(writers);
    await new Promise((resolve) => setTimeout(resolve, 500));
    process.kill(postmaster(), "SIGKILL");
    const results = await stopped;
    expect(results.every((r) => r.status === "rejected" && (r.reason as { code?: string }).code === "database")).toBe(
      true,
    );
    await closeDatabase(db);
    expect((await databaseStatus({ home })).running).toBe(false);

    const again = await startDatabase({ home });
    expect(again.url).toBe(database.url); // the port is remembered
    const fresh = await openDatabase(again.url);
    const slugs = new Set((await listProjects(fresh)).map((project) => project.slug));
    await closeDatabase(fresh);
    expect(acknowledged.length).toBeGreaterThan(10);
    expect(acknowledged.filter((slug) => !slugs.has(slug))).toEqual([]);
    expect(slugs.size).toBeLessThanOrEqual(before + acknowledged.length + 8);
  });

  it("keeps what it acknowledges: fsync, full_page_writes and synchronous_commit are on", async () => {
    await withClient(database.url, async (client) => {
      await assertDurable(client);
      await client.query("set synchronous_commit = off");
      await expect(assertDurable(client)).rejects.toThrow(/synchronous_commit: expected on, got off/);
    });
  });

  it("says so when the port asked for is in use", async () => {
    const server = net.createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as net.AddressInfo;
    const busy = makeHome("port");
    await expect(startDatabase({ home: busy, port })).rejects.toThrow(
      new RegExp(`RLHF_PG_PORT: expected port ${port} to be free`),
    );
    server.close();
  });

  it("lies in the home when the database's user can enter it", () => {
    const places = resolveHome({ home });
    expect(places.dataDir).toBe(database.dataDir);
    expect(places.movedBecause).toBeNull();
  });

  it.skipIf(process.getuid?.() !== 0)(
    "moves only the cluster when root's home is closed to the database's user",
    async () => {
      const closed = temporary("closed"); // mode 0700
      const state = temporary("state");
      chmodSync(state, 0o711);
      const options = { home: path.join(closed, "home"), stateHome: state };
      const moved = await startDatabase(options);
      expect(moved.dataDir?.startsWith(path.join(state, "rlhf"))).toBe(true);
      expect(existsSync(path.join(options.home, "postgres.secret"))).toBe(true);
      expect(await databaseStatus(options)).toMatchObject({ running: true, places: { movedBecause: /cannot enter/ } });
      await migrate(moved.url);
      rmSync(options.home, { recursive: true }); // deletes the secret; the cluster is kept aside, and a new one begins
      mkdirSync(options.home);
      const anew = await startDatabase(options);
      expect(await pendingMigrations(anew.url)).toHaveLength(await migrationCount());
      expect(existsSync(`${anew.dataDir}.orphan`)).toBe(true);
      await resetDatabase(options);
      rmSync(closed, { recursive: true });
      rmSync(state, { recursive: true });
    },
  );
});

const migrationCount = async () => (await pendingMigrations(database.url.replace(/\/rlhf$/, "/postgres"))).length;

describe("migrations", () => {
  it("apply once, also when several ask at the same moment", async () => {
    const name = `migrate_${newId().replaceAll("-", "")}`;
    await withClient(database.url, (client) => client.query(`create database ${name}`));
    const url = database.url.replace(/\/rlhf$/, `/${name}`);
    const applied = await Promise.all(Array.from({ length: 4 }, () => migrate(url)));
    expect(applied.map((names) => names.length).sort()).toEqual([0, 0, 0, await migrationCount()]);
    expect(await migrate(url)).toEqual([]);
    expect(await pendingMigrations(url)).toEqual([]);
  });

  it("are refused by a version that does not know them", async () => {
    const name = `newer_${newId().replaceAll("-", "")}`;
    await withClient(database.url, (client) => client.query(`create database ${name}`));
    const url = database.url.replace(/\/rlhf$/, `/${name}`);
    await migrate(url);
    await withClient(url, (client) =>
      client.query(
        "update _prisma_migrations set migration_name = '99999999999999_future' where migration_name like '%tables'",
      ),
    );
    await expect(migrate(url)).rejects.toThrow(/99999999999999_future, which this version does not know/);
  });

  it("agree with schema.prisma", () => {
    const args = ["migrate", "diff", "--from-migrations", "prisma/migrations", "--to-schema", "prisma/schema.prisma"];
    const prisma = path.join(root, "node_modules", "prisma", "build", "index.js");
    const output = execFileSync(process.execPath, [prisma, ...args, "--exit-code"], {
      cwd: root,
      env: { PATH: path.dirname(process.execPath), DATABASE_URL: database.url },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
    expect(output).toContain("No difference detected");
  });
});

describe("a database that cannot be used", () => {
  const refused = async (databaseUrl: string) => {
    const error: unknown = await startDatabase({ home, databaseUrl }).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: "database" });
    return error instanceof Error ? error.message : "";
  };

  it("says where it looked when nobody answers", async () => {
    const message = await refused("postgresql://me:geheim@127.0.0.1:1/nowhere");
    expect(message).toMatch(/expected a Postgres at 127\.0\.0\.1:1, but none answered \(ECONNREFUSED\)/);
    expect(message).not.toContain("geheim");
  });

  it("names the user when the password is wrong, never the password", async () => {
    const url = new URL(database.url);
    url.password = "geheim";
    const message = await refused(url.toString());
    expect(message).toMatch(/refused user "postgres"/);
    expect(message).not.toContain("geheim");
  });

  it("names a database that does not exist", async () => {
    expect(await refused(database.url.replace(/\/rlhf$/, "/nothing"))).toMatch(/has no database "nothing"/);
  });

  it("does not repeat a text that is no URL", async () => {
    expect(await refused("secret text")).toBe(
      "DATABASE_URL: expected postgresql://user:password@host:port/database, got no URL at all",
    );
    expect(await refused("mysql://a:b@c/d")).toMatch(/expected postgresql:\/\/…, got mysql:/);
  });

  it("is reported by the status without an exception", async () => {
    const status = await databaseStatus({ home, databaseUrl: "postgresql://me:x@127.0.0.1:1/nowhere" });
    expect(status).toMatchObject({ kind: "external", running: false });
  });
});

it("an external database is used as it is, and reset leaves it empty", async () => {
  const name = `external_${newId().replaceAll("-", "")}`;
  await withClient(database.url, (client) => client.query(`create database ${name}`));
  const databaseUrl = database.url.replace(/\/rlhf$/, `/${name}`);
  expect(await startDatabase({ home, databaseUrl })).toEqual({ url: databaseUrl, kind: "external", started: false });
  await migrate(databaseUrl);
  await resetDatabase({ home, databaseUrl });
  expect(await pendingMigrations(databaseUrl)).toHaveLength(await migrationCount());
  expect(await stopDatabase({ home, databaseUrl })).toBe(false);
});
