#!/usr/bin/env node
import { CommanderError } from "commander";
import { buildProgram, runProgram } from "./program";

// Nothing heavy is imported here: each command loads what it needs, so that --help answers at once.
async function main(): Promise<number> {
  try {
    await runProgram(buildProgram(), process.argv.slice(2));
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { errorText, exitCodeOf } = await import("./exit");
    process.stderr.write(`${errorText(error)}\n`);
    return exitCodeOf(error);
  }
}

// A reader that goes away (rlhf … | head) is no failure of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

const code = await main();
await new Promise<void>((resolve) => process.stdout.write("", () => resolve()));
process.exit(code);
