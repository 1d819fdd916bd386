// Builds the kernels and their drivers as a plain program under AddressSanitizer and UndefinedBehaviorSanitizer, and
// runs it. Exit status 0 = every instruction set of this machine ran clean.
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findCompiler, inParallel, run, units } from "./build.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const build = join(here, "build", "asan");
mkdirSync(build, { recursive: true });
const compiler = findCompiler();
if (compiler === null) {
  console.error("expected a C++ compiler (c++, g++, clang++) on the PATH");
  process.exit(1);
}
const SANITIZE = [
  "-g",
  "-O1",
  "-fsanitize=address,undefined",
  "-fno-sanitize-recover=all",
  "-fno-omit-frame-pointer",
  "-DRLHF_EXACT_POOL",
];
const needsNode = /^(addon|arguments|bindings_\w+)\.cc$/;
const sources = [
  ...units().filter((u) => !needsNode.test(u.file)),
  { file: "test/kernels_under_sanitizers.cc", flags: ["-std=c++20", "-pthread"] },
];
const compiled = await inParallel(
  sources.map(({ file, flags }) => async () => {
    const object = join(build, file.replace(/[/.]/g, "_") + ".o");
    const { status, log } = await run(compiler, [...flags, ...SANITIZE, "-c", join(here, "cpp", file), "-o", object]);
    if (status !== 0) throw new Error(`${file}:\n${log}`);
    return object;
  }),
  2,
);
const program = join(build, "kernels");
const linked = await run(compiler, [...compiled, ...SANITIZE, "-pthread", "-o", program]);
if (linked.status !== 0) throw new Error(linked.log);
const { status } = spawnSync(program, { stdio: "inherit", env: { ...process.env, ASAN_OPTIONS: "detect_leaks=1" } });
process.exit(status ?? 1);
