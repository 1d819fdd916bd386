import { DatabaseError } from "@rlhf/domain";
import pg from "pg";
import { connectionError, parseDatabaseUrl } from "./connection-error";
import { deleteEmbedded, runningServer, startEmbedded, stopEmbedded, type EmbeddedOptions } from "./embedded/cluster";
import { resolveHome, type HomePlaces } from "./embedded/home";

/** `databaseUrl` wins over the embedded server. `port` is RLHF_PG_PORT, `stateHome` is XDG_STATE_HOME. */
export type DatabaseOptions = EmbeddedOptions & { databaseUrl?: string | undefined };
/** `url` holds the password: never print it. `started` = this call started the embedded server. */
export type RunningDatabase = { url: string; kind: "embedded" | "external"; dataDir?: string; started: boolean };
export type DatabaseStatus =
  | { kind: "external"; running: boolean; problem: string | null }
  | { kind: "embedded"; running: boolean; port: number | null; places: HomePlaces };

const OLDEST_SERVER = 150_000; // Postgres 15, as server_version_num counts

/** A database that answers: the one of `databaseUrl`, or the embedded one of the home, started if need be. */
export async function startDatabase(options: DatabaseOptions): Promise<RunningDatabase> {
  if (options.databaseUrl !== undefined) {
    await checkServer(options.databaseUrl);
    return { url: options.databaseUrl, kind: "external", started: false };
  }
  const server = await startEmbedded(options);
  await ensureDatabase(server.url);
  await checkServer(server.url);
  return { url: server.url, kind: "embedded", dataDir: server.dataDir, started: server.started };
}

/** Stops the embedded server; false when none ran. An external one is not ours to stop. */
export async function stopDatabase(options: DatabaseOptions): Promise<boolean> {
  return options.databaseUrl === undefined && stopEmbedded(options);
}

export async function databaseStatus(options: DatabaseOptions): Promise<DatabaseStatus> {
  if (options.databaseUrl === undefined) {
    const places = resolveHome(options);
    const server = await runningServer(places);
    return { kind: "embedded", running: server !== null, port: server?.port ?? null, places };
  }
  try {
    await checkServer(options.databaseUrl);
    return { kind: "external", running: true, problem: null };
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    return { kind: "external", running: false, problem: error.message };
  }
}

/** Deletes every table and row: the embedded cluster whole, of an external database the `public` schema. */
export async function resetDatabase(options: DatabaseOptions): Promise<void> {
  if (options.databaseUrl === undefined) return deleteEmbedded(options);
  await withClient(options.databaseUrl, async (client) => {
    await client.query("drop schema if exists public cascade; create schema public");
  });
}

async function checkServer(url: string): Promise<void> {
  await withClient(url, async (client) => {
    const { rows } = await client.query<{ v: number }>("select current_setting('server_version_num')::int as v");
    const version = rows[0]?.v ?? 0;
    if (version < OLDEST_SERVER)
      throw new DatabaseError(`DATABASE_URL: expected Postgres 15 or newer, got server_version_num ${version}`);
    await assertDurable(client);
  });
}

/** @throws DatabaseError unless the server keeps what it acknowledged through a crash. */
export async function assertDurable(client: Pick<pg.ClientBase, "query">): Promise<void> {
  for (const setting of ["fsync", "full_page_writes", "synchronous_commit"]) {
    const { rows } = await client.query<{ value: string }>("select current_setting($1) as value", [setting]);
    const value = rows[0]?.value;
    if (value === "off")
      throw new DatabaseError(
        `${setting}: expected on, got off: this Postgres may lose judgments it has acknowledged; turn it on`,
      );
  }
}

async function ensureDatabase(url: string): Promise<void> {
  const admin = new URL(url);
  const name = admin.pathname.slice(1);
  admin.pathname = "/postgres";
  await withClient(admin.toString(), async (client) => {
    const found = await client.query("select 1 from pg_database where datname = $1", [name]);
    if (found.rowCount) return;
    try {
      await client.query(`create database ${pg.escapeIdentifier(name)}`);
    } catch (error) {
      const code = error instanceof pg.DatabaseError ? error.code : undefined;
      if (code !== "42P04" && code !== "23505") throw error; // another process made it in the meantime
    }
  });
}

/** One connection for one task. @throws DatabaseError in plain words when the server does not let us in. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  parseDatabaseUrl(url);
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on("error", () => undefined); // a connection lost between two queries shows up in the next one
  try {
    await client.connect();
  } catch (error) {
    throw connectionError(url, error);
  }
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
