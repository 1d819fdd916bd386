import { Option, type Command } from "commander";
import { jsonOption, seedOption, setOption } from "./options";

/** The loop as a whole, and its hyperparameters. */
export function addLoopCommands(program: Command): void {
  program
    .command("demo")
    .description("run the whole loop on the built-in world, in a project of its own")
    .addOption(seedOption().default(1))
    .addOption(new Option("--preset <name>", "how much").choices(["smoke", "quick", "full"]).default("quick"))
    .addOption(setOption())
    .addOption(jsonOption())
    .action(async (options) => (await import("../commands/loop")).demo(options));

  program
    .command("loop")
    .description("run the whole loop on your data")
    .requiredOption("--config <file>", "config file (JSON), or a preset: smoke, quick, full")
    .option("--project <slug>", "project to write to; default: a new one")
    .addOption(seedOption().default(1))
    .addOption(setOption())
    .addOption(jsonOption())
    .action(async (options) => (await import("../commands/loop")).loop(options));

  program
    .command("config")
    .description("the hyperparameters")
    .command("show")
    .description("every key of a stage with default, unit, source and meaning")
    .argument("<stage>", "for example ppo")
    .addOption(jsonOption())
    .action(async (stage, options) => (await import("../commands/config-show")).configShow(stage, options));
}
