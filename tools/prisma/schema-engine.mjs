#!/usr/bin/env node
// Stands in for Prisma's native `schema-engine` executable: the same engine compiled to WebAssembly (npm, the commit
// that prisma 7.10.0 pins) behind the same JSON-RPC on stdin and stdout. prisma.config.ts points the CLI here.
import fs from "node:fs";
import readline from "node:readline";
import { cliCommand, createDatabase, databaseName } from "./admin.mjs";
import { bindDatabase } from "./adapter.mjs";
import { engineVersion, loadEngine } from "./wasm.mjs";

const args = parseArguments(process.argv.slice(2));
const log = (level, fields) =>
  process.stderr.write(
    JSON.stringify({ timestamp: new Date().toISOString(), level, fields, target: "schema_engine::logger" }) + "\n",
  );
const send = (message) => process.stdout.write(JSON.stringify({ jsonrpc: "2.0", ...message }) + "\n");

if (args.rest.includes("--version")) {
  console.log(`schema-engine-cli ${engineVersion()}`);
} else if (args.rest[0] === "cli") {
  log("INFO", { message: "Starting schema engine CLI (wasm)" }); // the CLI drops the first line of stderr
  const error = await cliCommand(args.rest[1], args.datasource?.url);
  if (error) log("ERROR", { ...error, is_panic: false, meta: null });
  process.exitCode = error ? 1 : 0;
} else {
  serve();
}

function parseArguments(argv) {
  const parsed = { datamodels: [], datasource: undefined, rest: [] };
  for (let i = 0; i < argv.length; i++) {
    if (argv[i] === "--datamodels") parsed.datamodels.push(argv[++i]);
    else if (argv[i] === "--datasource") parsed.datasource = JSON.parse(argv[++i]);
    else if (argv[i] === "--enabled-preview-features" || argv[i] === "--extension-types") i++;
    else parsed.rest.push(argv[i]);
  }
  return parsed;
}

function serve() {
  const bg = loadEngine();
  let engine;
  const getEngine = () =>
    (engine ??= bg.SchemaEngine.new(
      { datamodels: args.datamodels.length ? args.datamodels.map((f) => [f, fs.readFileSync(f, "utf8")]) : undefined },
      () => {},
      bindDatabase(args.datasource),
    ));

  async function handle({ method, params }) {
    if (method === "createDatabase") {
      const url = params.datasource?.url ?? args.datasource?.url;
      await createDatabase(url);
      return { databaseName: databaseName(url) };
    }
    const live = await getEngine();
    if (method === "getDatabaseVersion") return live.version(params);
    // Both read the migrations' schema from a cache; on a miss the wasm build does not open a shadow database itself.
    if (method === "evaluateDataLoss" || method === "createMigration")
      await live.devDiagnostic({ migrationsList: params.migrationsList, filters: params.filters });
    const out = await live[method](params);
    if (method !== "diff" || !out.stdout) return out ?? {};
    send({ id: 0xd1ff, method: "print", params: { content: out.stdout.replace(/\n$/, "") } });
    return { exitCode: out.exitCode, stdout: null };
  }

  // A Rust panic inside an async call arrives as an uncaught RuntimeError; the native engine would exit with 101.
  process.on("uncaughtException", (error) => {
    const message = globalThis.PRISMA_WASM_PANIC_REGISTRY.get() || String(error);
    log("ERROR", { message, backtrace: error?.stack, is_panic: true });
    process.exit(101);
  });
  let pending = 0;
  let closed = false;
  const lines = readline.createInterface({ input: process.stdin });
  lines.on("line", async (line) => {
    const message = JSON.parse(line);
    if (!message.method) return;
    pending++;
    try {
      send({ id: message.id, result: await handle(message) });
    } catch (error) {
      send({ id: message.id, error: { code: 4466, message: "An error happened.", data: errorData(error) } });
    }
    if (--pending === 0 && closed) process.exit(0);
  });
  lines.on("close", () => {
    closed = true;
    if (pending === 0) process.exit(0);
  });
}

function errorData(error) {
  const panic = error?.name === "RuntimeError";
  return {
    is_panic: panic,
    message: panic ? globalThis.PRISMA_WASM_PANIC_REGISTRY.get() : (error?.message ?? String(error)),
    error_code: error?.code ?? error?.error_code,
    meta: error?.meta ?? null,
  };
}
