// Where libtensorflow and its headers are: in a folder of the user's, or in the cache, taken there from PyPI's wheel.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { findPython, run, say, SetupError } from "./programs.mjs";

const PYTHON = "3.11"; // the wheels are chosen for it, whatever Python runs pip: both versions that were tried have one
const UNPACK = path.join(import.meta.dirname, "wheel.py");
const NAMES = [
  ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"], // in the wheels
  ["libtensorflow.so.2", "libtensorflow_framework.so.2"], // in the archives of the C library
];

const cache = () => path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache"), "rlhf", "tensorflow");

/** {folder, files, include} of a library under `root`. @throws SetupError naming what was not found. */
export function findLibrary(root) {
  const folders = [root, path.join(root, "lib"), path.join(root, "tensorflow")];
  for (const folder of folders) {
    const files = NAMES.find((names) => names.every((name) => existsSync(path.join(folder, name))));
    if (!files) continue;
    const includes = [path.join(folder, "include"), path.join(root, "include")];
    const include = includes.find((i) => existsSync(path.join(i, "tensorflow/c/eager/c_api.h")));
    if (include) return { folder: path.resolve(folder), files, include: path.resolve(include) };
    throw new SetupError(
      `expected include/tensorflow/c/eager/c_api.h beside the libraries in ${folder}, it is not there`,
    );
  }
  throw new SetupError(
    `expected ${NAMES[0].join(" and ")} (or libtensorflow.so.2) in ${root}, its lib/ or tensorflow/`,
  );
}

/** The library of a TensorFlow release, downloaded by pip unless it is in the cache. */
export async function downloadedLibrary({ version, cuda }) {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new SetupError(
      `expected Linux on x86-64, this is ${process.platform} on ${process.arch}; name a library with --lib DIR`,
    );
  }
  const target = path.join(cache(), `${version}-${cuda ? "cuda" : "cpu"}`);
  if (existsSync(target)) return findLibrary(target);
  const python = findPython();
  mkdirSync(cache(), { recursive: true });
  const scratch = mkdtempSync(path.join(cache(), "download-"));
  try {
    const [wheel] = await download(python, [`${cuda ? "tensorflow" : "tensorflow-cpu"}==${version}`], scratch);
    const nvidia = cuda ? await downloadCuda(python, wheel, scratch) : [];
    say("unpacking");
    const unpacked = path.join(scratch, "unpacked");
    await run(python, [UNPACK, "extract", unpacked, wheel, ...nvidia]);
    findLibrary(unpacked);
    renameSync(unpacked, target);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return findLibrary(target);
}

async function downloadCuda(python, wheel, scratch) {
  const requirements = (await run(python, [UNPACK, "cuda", wheel])).trim().split("\n");
  return download(python, requirements, path.join(scratch, "cuda"));
}

/** The wheels' files. @throws SetupError with pip's reason. */
async function download(python, requirements, folder) {
  const what = requirements.length > 1 ? `${requirements.length} NVIDIA packages (3 GB)` : requirements[0];
  say(`downloading ${what} with pip`);
  const how = [
    "--no-deps",
    "--only-binary=:all:",
    "--python-version",
    PYTHON,
    "--disable-pip-version-check",
    "--quiet",
  ];
  try {
    await run(python, ["-m", "pip", "download", ...how, "--dest", folder, ...requirements]);
  } catch (error) {
    throw new SetupError(`pip could not download ${requirements[0]}: ${reasonOf(error.output ?? String(error))}`);
  }
  return readdirSync(folder)
    .filter((name) => name.endsWith(".whl"))
    .map((name) => path.join(folder, name));
}

function reasonOf(output) {
  if (/connection broken|Network is unreachable|name resolution/i.test(output))
    return "the package index cannot be reached; try again with a network, or name a library with --lib DIR";
  const lines = output.split("\n");
  return (lines.findLast((line) => line.startsWith("ERROR:")) ?? lines.at(-1) ?? "").replace("ERROR: ", "");
}
