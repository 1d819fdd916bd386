import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Its message is one line: what is missing and what to do. */
export class SetupError extends Error {}

export function say(line) {
  process.stderr.write(`setup:tensorflow: ${line}\n`);
}

const answers = (program, args) => spawnSync(program, args, { stdio: "ignore" }).status === 0;

/** @throws SetupError when there is none with pip. */
export function findPython() {
  const python = ["python3", "python"].find((name) => answers(name, ["--version"]));
  if (python === undefined) {
    throw new SetupError(
      "expected python3 with pip on the PATH, found none; install it, or name a library with --lib DIR",
    );
  }
  if (answers(python, ["-m", "pip", "--version"])) return python;
  throw new SetupError(
    `expected ${python} to have pip, it does not; install python3-pip, or name a library with --lib DIR`,
  );
}

/** @throws SetupError when there is none. */
export function findCompiler() {
  const compiler = ["g++", "c++", "clang++"].find((name) => answers(name, ["--version"]));
  if (compiler) return compiler;
  throw new SetupError("expected a C++ compiler (g++, c++ or clang++) on the PATH, found none; install g++");
}

/** Whether an NVIDIA driver runs here. */
export function hasGpu() {
  return existsSync("/proc/driver/nvidia/version") || answers("nvidia-smi", ["-L"]);
}

/** Runs a program to its end; its stdout, or an error whose `output` is all that it printed. */
export function run(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    const [out, all] = [[], []];
    child.stdout.on("data", (chunk) => (out.push(chunk), all.push(chunk)));
    child.stderr.on("data", (chunk) => all.push(chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) return resolve(Buffer.concat(out).toString());
      const output = Buffer.concat(all).toString().trim();
      reject(Object.assign(new Error(`${program} ended with ${code}`), { output }));
    });
  });
}
