import { Option, type Command } from "commander";
import { jsonOption, numberAbove, seedOption, setOption, wholeNumber } from "./options";

/** What the trainers can be held to: tasks with a known answer, and the laws of the field. */
export function addProofCommands(program: Command): void {
  program
    .command("certify")
    .description("train where the optimum is known, and say how near PPO came; exit code 1 when a bar is missed")
    .addOption(seedOption().default(1))
    .addOption(new Option("--only <part>", "one part").choices(["known-optimum", "kl", "randomwalks"]))
    .addOption(new Option("--tasks <n>", "tasks drawn for known-optimum").argParser(wholeNumber(1)).default(9))
    .addOption(new Option("--vocabulary <n>", "tokens of every task, 2 to 8").argParser(wholeNumber(2)))
    .addOption(new Option("--length <n>", "longest response of every task, 1 to 4").argParser(wholeNumber(1)))
    .addOption(new Option("--beta <x>", "KL coefficient of every task").argParser(numberAbove(0)))
    .addOption(new Option("--reward <kind>", "reward of every task").choices(["pairs", "positions", "table"]))
    .addOption(
      new Option("--graph-seed <n>", "graph of randomwalks, as in trlX").argParser(wholeNumber(0)).default(1000),
    )
    .addOption(new Option("--page <file>", "also renew the tables of this page (docs/certify.md)"))
    .addOption(jsonOption())
    .action(async (options) => (await import("../commands/certify")).certify(options));

  program
    .command("experiment")
    .description("measure a law of the field on the built-in world")
    .command("overoptimization")
    .description("gold against √KL for best-of-n and PPO, one reward model and ensembles")
    .requiredOption(
      "--out <folder>",
      "writes overoptimization.json and .svg here, and renews over-optimization.md if it is there",
    )
    .addOption(new Option("--preset <name>", "how much").choices(["small", "full"]).default("full"))
    .addOption(new Option("--seeds <n>", "draws of reward models; default: the preset's").argParser(wholeNumber(2)))
    .addOption(seedOption().default(1))
    .addOption(setOption())
    .addOption(jsonOption())
    .action(async (options) => (await import("../commands/experiment")).overoptimization(options));
}
