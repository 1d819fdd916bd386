import { Option, type Command } from "commander";
import { jsonOption, numberAbove, projectOption, seedOption, wholeNumber } from "./options";

/** What the database holds: data in and out, runs, and one answer of a policy. */
export function addRecordCommands(program: Command): void {
  addDataCommands(program.command("data").description("import and export"));
  addRunCommands(program.command("runs").description("list, show, resume and cancel runs"));

  program
    .command("sample")
    .description("one answer of a policy on the terminal")
    .requiredOption("--policy <policy>", "name (newest version), name@version, or id of a policy version")
    .requiredOption("--prompt <text>", "what to ask")
    .addOption(projectOption())
    .addOption(seedOption().default(1))
    .addOption(new Option("--temperature <t>", "softmax temperature").argParser(numberAbove(0)))
    .addOption(new Option("--max-new-tokens <n>", "longest answer").argParser(wholeNumber(1)))
    .addOption(jsonOption())
    .action(async (options) => (await import("../commands/sample")).sample(options));
}

function addDataCommands(data: Command): void {
  data
    .command("import")
    .description("read a file into a project; a row that is there already is left as it is")
    .argument("<file>", "JSONL, or one JSON array")
    .requiredOption("--project <slug>", "project; made if it is new")
    .addOption(new Option("--kind <kind>", "what the rows are").choices(["prompt", "comparison"]).makeOptionMandatory())
    .addOption(jsonOption())
    .action(async (file, options) => (await import("../commands/data-import")).dataImport(file, options));
  data
    .command("export")
    .description("write a project's data as TRL JSONL to stdout, or to a file")
    .addOption(projectOption())
    .addOption(
      new Option("--format <format>", "TRL's name of the format")
        .choices(["trl-preference", "trl-prompt"])
        .makeOptionMandatory(),
    )
    .option("--out <file>", "file to write; default: stdout")
    .action(async (options) => (await import("../commands/data-export")).dataExport(options));
}

function addRunCommands(runs: Command): void {
  runs
    .command("list")
    .description("newest first")
    .addOption(new Option("--project <slug>", "only of this project"))
    .addOption(new Option("--limit <n>", "how many").argParser(wholeNumber(1)).default(20))
    .addOption(jsonOption())
    .action(async (options) => (await import("../commands/runs")).listRuns(options));
  runs
    .command("show")
    .description("config, inputs, result and newest checkpoint of a run")
    .argument("<id>", "id of a run, or the beginning of it")
    .addOption(jsonOption())
    .action(async (id, options) => (await import("../commands/runs")).showRun(id, options));
  runs
    .command("resume")
    .description("go on with an interrupted loop, with the config and seed it was started with")
    .argument("<id>", "id of a loop or of one of its stages, or the beginning of it")
    .addOption(jsonOption())
    .action(async (id, options) => (await import("../commands/resume")).resume(id, options));
  runs
    .command("cancel")
    .description("ask a run to stop; it ends after a checkpoint, within one step")
    .argument("<id>", "id of a run, or the beginning of it")
    .addOption(jsonOption())
    .action(async (id, options) => (await import("../commands/runs")).cancelRun(id, options));
}
