import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import { DatabaseError } from "@rlhf/domain";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type pg from "pg";
import { withClient } from "./start-database";

const LOCK = 7_204_115; // any number that nothing else locks; Prisma's own is 72707369

/**
 * Brings the database to the newest migration with Prisma's engine as a library. Several processes may call it at
 * once: one applies, the others wait and find nothing left to do. Returns the names applied by this call.
 */
export async function migrate(url: string): Promise<string[]> {
  return withClient(url, async (client) => {
    await client.query("select pg_advisory_lock($1)", [LOCK]);
    try {
      const wanted = migrationNames();
      const done = await appliedNames(client);
      const unknown = done.filter((name) => !wanted.includes(name));
      if (unknown.length > 0)
        throw new DatabaseError(
          `migrations: the database has ${unknown.join(", ")}, which this version does not know; run the newer version, or rlhf db reset`,
        );
      return wanted.length === done.length ? [] : await applyWithEngine(url, wanted);
    } finally {
      await client.query("select pg_advisory_unlock($1)", [LOCK]);
    }
  });
}

/** The names of the migrations on disk that the database lacks. */
export async function pendingMigrations(url: string): Promise<string[]> {
  const done = await withClient(url, appliedNames);
  return migrationNames().filter((name) => !done.includes(name));
}

async function appliedNames(client: pg.ClientBase): Promise<string[]> {
  const { rows: found } = await client.query("select 1 from pg_tables where tablename = '_prisma_migrations'");
  if (found.length === 0) return [];
  const { rows } = await client.query<{ name: string }>(
    "select migration_name as name from _prisma_migrations where finished_at is not null and rolled_back_at is null",
  );
  return rows.map((row) => row.name);
}

/** The folder `prisma/` of the repository: above this file in the sources, above the bundle in an app. */
export function prismaFolder(): string {
  for (let folder = path.dirname(fileURLToPath(import.meta.url)); ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, "prisma");
    if (existsSync(path.join(candidate, "migrations", "migration_lock.toml"))) return candidate;
    if (folder === path.dirname(folder))
      throw new DatabaseError("migrations: expected a folder prisma/migrations above the program; reinstall it");
  }
}

function migrationNames(): string[] {
  const entries = readdirSync(path.join(prismaFolder(), "migrations"), { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

async function applyWithEngine(url: string, names: string[]): Promise<string[]> {
  const folder = prismaFolder();
  const schema = path.join(folder, "schema.prisma");
  const baseDir = path.join(folder, "migrations");
  const { SchemaEngine } = await loadEngine();
  const datamodels = [[schema, readFileSync(schema, "utf8")] as [string, string]];
  const { factory, close } = wholeScripts(url);
  const engine = await SchemaEngine.new({ datamodels }, () => {}, factory);
  try {
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList: {
        baseDir,
        shadowDbInitScript: "",
        lockfile: {
          path: "migration_lock.toml",
          content: readFileSync(path.join(baseDir, "migration_lock.toml"), "utf8"),
        },
        migrationDirectories: names.map((name) => ({
          path: name,
          migrationFile: {
            path: "migration.sql",
            content: { tag: "ok", value: readFileSync(path.join(baseDir, name, "migration.sql"), "utf8") },
          },
        })),
      },
      filters: { externalTables: [], externalEnums: [] },
    });
    return appliedMigrationNames;
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new DatabaseError(`migrations could not be applied: ${said}`, { cause });
  } finally {
    engine.free();
    await close(); // the engine leaves its connections open
  }
}

/** The adapter with one repair: its own executeScript cuts scripts at every ";", also inside function bodies. */
function wholeScripts(url: string) {
  const prismaPg = new PrismaPg({ connectionString: url });
  const opened: { dispose(): Promise<void> }[] = [];
  const connect = async () => {
    const adapter = await prismaPg.connect();
    opened.push(adapter);
    adapter.executeScript = async (sql) => void (await adapter.executeRaw({ sql, args: [], argTypes: [] }));
    return adapter;
  };
  const factory = bindMigrationAwareSqlAdapterFactory({
    provider: prismaPg.provider,
    adapterName: prismaPg.adapterName,
    connect,
    connectToShadowDb: connect, // never called: only applyMigrations is used, which needs no shadow
  });
  return { factory, close: () => Promise.all(opened.map((adapter) => adapter.dispose())) };
}

type EngineModule = typeof import("@prisma/schema-engine-wasm/schema_engine_bg");
type WasmStart = { __wbg_set_wasm: (exports: unknown) => void };
type Registry = { message: string; get(): string; set_message(message: string): void };
// TypeScript declares it only together with the browser's types.
declare const WebAssembly: {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: Record<string, unknown> } }>;
};

let loaded: Promise<EngineModule> | undefined;
const loadEngine = () => (loaded ??= instantiateEngine());

async function instantiateEngine(): Promise<EngineModule> {
  const registry: Registry = {
    message: "",
    get: () => registry.message,
    set_message: (message) => (registry.message = message),
  };
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: registry }); // where the engine leaves a panic's text
  const engine = await import("@prisma/schema-engine-wasm/schema_engine_bg");
  const entry = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm");
  const bytes = readFileSync(path.join(path.dirname(entry), "schema_engine_bg.wasm"));
  const { instance } = await WebAssembly.instantiate(bytes, { "./schema_engine_bg.js": engine });
  (engine as EngineModule & WasmStart).__wbg_set_wasm(instance.exports);
  const start = instance.exports["__wbindgen_start"];
  if (typeof start !== "function") throw new DatabaseError("@prisma/schema-engine-wasm: expected __wbindgen_start");
  start();
  return engine;
}
