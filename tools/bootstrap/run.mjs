import { spawn } from "node:child_process";

export function say(line) {
  process.stderr.write(`bootstrap: ${line}\n`);
}

/** Runs a program with its stdout on our stderr. `quiet` keeps the output back until it fails. */
export function run(program, args, { cwd, quiet = false, env = {} }) {
  return new Promise((resolve, reject) => {
    const stdio = quiet ? ["ignore", "pipe", "pipe"] : ["ignore", 2, 2];
    const shell = program.endsWith(".cmd");
    const child = spawn(program, args, { cwd, stdio, shell, env: { ...process.env, ...env } });
    const kept = [];
    child.stdout?.on("data", (chunk) => kept.push(chunk));
    child.stderr?.on("data", (chunk) => kept.push(chunk));
    child.on("error", (error) => reject(new Error(`${program}: ${error.message}`)));
    child.on("close", (code, signal) => {
      if (code === 0) return resolve();
      const output = Buffer.concat(kept).toString().trim();
      if (output) process.stderr.write(`${output}\n`);
      reject(new Error(`${[program, ...args].join(" ")} ended with ${signal ?? code}`));
    });
  });
}
