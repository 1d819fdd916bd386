// Compiles cpp/ to build/native.node with the system's compiler: one object per file, one set of flags per instruction
// set, only what changed. Never fails an install: without a compiler it writes build/failed.txt with the reason.
// Node headers come from the npm package node-api-headers, so nothing is downloaded.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const sources = join(here, "cpp");
const build = join(here, "build");
const output = join(build, "native.node");
const failed = join(build, "failed.txt");

const AVX512 = ["-mavx512f", "-mavx512bw", "-mavx512dq", "-mavx512vl", "-mavx2", "-mfma"];
const ISA_FLAGS = {
  portable: [],
  avx2: ["-mavx2", "-mfma"],
  avx512: AVX512,
  avx512_bf16: [...AVX512, "-mavx512bf16"],
  amx: [...AVX512, "-mavx512bf16", "-mamx-tile", "-mamx-bf16"],
};
// -fno-trapping-math and -fno-math-errno change no value; they only forgo traps and errno, which nothing reads.
const COMMON = ["-std=c++20", "-fPIC", "-pthread", "-fvisibility=hidden", "-Wall", "-Wextra", "-Wno-psabi"];
const KERNEL = ["-O3", "-ffp-contract=fast", "-fno-math-errno", "-fno-trapping-math"];
const QUIET = ["-Wno-ignored-attributes", "-Wno-unused-function", "-Wno-unknown-warning-option"];
const MAYBE = ["-Wno-maybe-uninitialized", "-Wno-uninitialized"]; // GCC 12's own AVX-512 header trips it

/** The compiler to use, or null. */
export function findCompiler() {
  for (const name of ["c++", "g++", "clang++"]) {
    if (spawnSync(name, ["--version"]).status === 0) return name;
  }
  return null;
}

/** Files to compile with their flags; on other processors than x86-64 only the portable kernels. */
export function units() {
  const drivers = readdirSync(sources).filter((f) => f.endsWith(".cc"));
  const isas = process.arch === "x64" ? Object.keys(ISA_FLAGS) : ["portable"];
  return [
    ...isas.map((isa) => ({
      file: `isa/${isa}.cc`,
      flags: [...COMMON, ...KERNEL, ...QUIET, ...MAYBE, ...ISA_FLAGS[isa]],
    })),
    ...drivers.map((file) => ({ file, flags: [...COMMON, "-O2"] })),
  ];
}

function headersDigest() {
  const hash = createHash("sha256");
  for (const dir of [sources, join(sources, "kernels")]) {
    for (const f of readdirSync(dir)
      .filter((name) => name.endsWith(".h"))
      .sort())
      hash.update(readFileSync(join(dir, f)));
  }
  return hash.digest("hex");
}

export function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    let log = "";
    child.stdout.on("data", (d) => (log += d));
    child.stderr.on("data", (d) => (log += d));
    child.on("error", (e) => resolve({ status: -1, log: e.message }));
    child.on("close", (status) => resolve({ status, log }));
  });
}

async function compile(compiler, unit, headers) {
  const object = join(build, unit.file.replace(/[/.]/g, "_") + ".o");
  const digest = createHash("sha256")
    .update([compiler, headers, ...unit.flags].join("\n"))
    .update(readFileSync(join(sources, unit.file)))
    .digest("hex");
  const stamp = `${object}.sha256`;
  if (existsSync(object) && existsSync(stamp) && readFileSync(stamp, "utf8") === digest)
    return { object, fresh: false };
  const next = `${object}.${process.pid}`;
  const include = createRequire(import.meta.url)("node-api-headers").include_dir;
  const { status, log } = await run(compiler, [
    ...unit.flags,
    `-I${include}`,
    "-c",
    join(sources, unit.file),
    "-o",
    next,
  ]);
  if (status !== 0) throw new Error(`${compiler} could not compile ${unit.file}:\n${log}`);
  if (log.trim() !== "") process.stderr.write(log);
  renameSync(next, object);
  writeFileSync(stamp, digest);
  return { object, fresh: true };
}

/** Runs at most `width` jobs at once, in order of the list. */
export async function inParallel(jobs, width) {
  const results = new Array(jobs.length);
  let next = 0;
  const worker = async () => {
    while (next < jobs.length) {
      const i = next++;
      results[i] = await jobs[i]();
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}

async function main() {
  const started = Date.now();
  mkdirSync(build, { recursive: true });
  if (process.platform === "win32") throw new Error("Windows has no build of the native engine; the wasm backend runs");
  const compiler = findCompiler();
  if (compiler === null)
    throw new Error("no C++ compiler (c++, g++, clang++) on the PATH; install one, then node libs/native/build.mjs");
  const headers = headersDigest();
  const done = await inParallel(
    units().map((u) => () => compile(compiler, u, headers)),
    availableParallelism(),
  );
  if (existsSync(output) && done.every((d) => !d.fresh)) return console.log("native: up to date");
  const link = process.platform === "darwin" ? ["-undefined", "dynamic_lookup"] : [];
  const next = join(build, `next-${process.pid}.node`);
  const linked = await run(compiler, ["-shared", "-pthread", ...link, ...done.map((d) => d.object), "-o", next]);
  if (linked.status !== 0) throw new Error(`${compiler} could not link:\n${linked.log}`);
  const check = spawnSync(process.execPath, ["-e", `require(${JSON.stringify(next)})`], { encoding: "utf8" });
  if (check.status !== 0) throw new Error(`the new addon does not load: ${check.stderr}`);
  renameSync(next, output);
  console.log(`native: built with ${compiler} in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    rmSync(failed, { force: true });
    await main();
  } catch (error) {
    mkdirSync(build, { recursive: true });
    rmSync(output, { force: true }); // an addon of other sources would be worse than none
    writeFileSync(failed, `${error.message}\n`);
    console.log(`native: not built, the wasm backend will run (${error.message.split("\n")[0]}; see ${failed})`);
  }
}
