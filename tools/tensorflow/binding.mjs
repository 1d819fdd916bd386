// The Node-API binding of @tensorflow/tfjs-node-gpu, compiled from the sources in its package.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { hashOf } from "../bootstrap/content-hash.mjs";
import { isStamped, stamp } from "../bootstrap/stamps.mjs";
import { findCompiler, run, say, SetupError } from "./programs.mjs";

const ROOT = path.resolve(import.meta.dirname, "../..");
const PACKAGE = "@tensorflow/tfjs-node-gpu";
const SOURCES = ["binding/tfjs_backend.cc", "binding/tfjs_binding.cc"];

/** The package's folder. @throws SetupError when npm dropped it: it is optional. */
function packageFolder() {
  try {
    const file = createRequire(path.join(ROOT, "libs/tensor/package.json")).resolve(`${PACKAGE}/package.json`);
    return path.dirname(file);
  } catch {
    throw new SetupError(`expected ${PACKAGE} in node_modules; run npm ci --ignore-scripts without --omit=optional`);
  }
}

/** One for each Node-API version that the package's loader may ask for. */
function outputs(folder) {
  const versions = new Set(["8", "9", process.versions.napi]);
  return [...versions].map((v) => path.join(folder, `lib/napi-v${v}/tfjs_binding.node`));
}

function stampOf(folder, library) {
  const sources = hashOf(folder, ["binding"]);
  return JSON.stringify({ library, sources, napi: process.versions.napi, arch: process.arch });
}

/** Whether a binding stands, of whatever library. */
export function isBound() {
  const folder = packageFolder();
  const file = path.join(ROOT, "node_modules/.rlhf/tensorflow");
  if (!existsSync(file) || !outputs(folder).every((f) => existsSync(f))) return false;
  const { library } = JSON.parse(readFileSync(file, "utf8"));
  if (!library.files.every((name) => existsSync(path.join(library.folder, name)))) return false;
  return isStamped(ROOT, "tensorflow", stampOf(folder, library));
}

/** Compiles the binding against a library unless that has been done; says whether it had to. */
export async function bind(library) {
  const folder = packageFolder();
  const wanted = stampOf(folder, library);
  if (isStamped(ROOT, "tensorflow", wanted) && outputs(folder).every((f) => existsSync(f))) return false;
  const compiler = findCompiler();
  say(`compiling the binding with ${compiler}`);
  const made = await compile(compiler, folder, library);
  for (const file of outputs(folder)) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(`${file}.${process.pid}`, made);
    renameSync(`${file}.${process.pid}`, file); // a process that has the old one loaded keeps it
  }
  stamp(ROOT, "tensorflow", wanted);
  return true;
}

async function compile(compiler, folder, library) {
  const headers = createRequire(import.meta.url)("node-api-headers").include_dir;
  const output = path.join(folder, `tfjs_binding.${process.pid}.node`);
  const includes = [`-I${library.include}`, `-I${headers}`];
  const link = [`-L${library.folder}`, ...library.files.map((name) => `-l:${name}`), `-Wl,-rpath,${library.folder}`];
  const flags = ["-O2", "-std=c++17", "-fPIC", "-shared", "-DNAPI_VERSION=8"];
  const sources = SOURCES.map((name) => path.join(folder, name));
  try {
    await run(compiler, [...flags, ...includes, ...sources, "-o", output, ...link]);
    return readFileSync(output);
  } catch (error) {
    const reason = (error.output ?? error.message).split("\n").find((line) => line.includes("error")) ?? error.message;
    throw new SetupError(`${compiler} could not compile the binding: ${reason}`);
  } finally {
    rmSync(output, { force: true });
  }
}

/** {version, gpu} of the library, from a process of its own that loads the package. @throws SetupError when it does not load. */
export async function tryOut() {
  const script = `
    const { backend } = require(${JSON.stringify(packageFolder())});
    const { binding, isUsingGpuDevice } = backend();
    console.log(JSON.stringify({ version: binding.TF_Version, gpu: isUsingGpuDevice }));`;
  try {
    const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: "3" };
    return JSON.parse((await run(process.execPath, ["-e", script], { env })).trim().split("\n").at(-1));
  } catch (error) {
    const reason = (error.output ?? error.message).split("\n").find((line) => line.includes("rror")) ?? error.message;
    throw new SetupError(`the binding was compiled, but does not load: ${reason.trim()}`);
  }
}
