import { Command } from "commander";
import { addLoopCommands } from "./program/loop-commands";
import { addMachineCommands } from "./program/machine-commands";
import { addProofCommands } from "./program/proof-commands";
import { addRecordCommands } from "./program/record-commands";
import { addStageCommands } from "./program/stage-commands";
import { addWorkbenchCommands } from "./program/workbench-commands";

/** The whole command line. Errors of usage are thrown as CommanderError; what commands do is imported when they run. */
export function buildProgram(): Command {
  const program = new Command("rlhf");
  program
    .description("RLHF workbench: label, train a reward model, run PPO, compare policies")
    .version("0.1.0")
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, "rlhf: ")) })
    .addHelpText(
      "after",
      "\nExit codes: 0 done · 1 failed · 2 bad usage or config · 130 interrupted after a checkpoint",
    );
  addLoopCommands(program);
  addWorkbenchCommands(program);
  addStageCommands(program);
  addRecordCommands(program);
  addProofCommands(program);
  addMachineCommands(program);
  return program;
}

const MAX_ARGUMENTS = 10_000;

/** Reads a command line and does what it says. One that is too long is refused before it is copied. */
export async function runProgram(program: Command, args: readonly string[]): Promise<void> {
  if (args.length > MAX_ARGUMENTS)
    program.error(
      `error: expected at most ${MAX_ARGUMENTS} arguments, got ${args.length}; settings can stand in a file, see --config`,
    );
  await program.parseAsync(args, { from: "user" });
}
