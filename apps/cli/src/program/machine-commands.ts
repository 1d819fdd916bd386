import { Option, type Command } from "commander";
import { jsonOption, wholeNumber } from "./options";

/** The database, the state of this machine, and how fast it is. */
export function addMachineCommands(program: Command): void {
  const db = program.command("db").description("the database");
  const says: [name: "start" | "stop" | "status" | "migrate", description: string][] = [
    ["start", "start the embedded Postgres, or reach the one of DATABASE_URL"],
    ["stop", "stop the embedded Postgres"],
    ["status", "say whether it runs, where it lies and whether migrations are missing"],
    ["migrate", "start it and apply missing migrations"],
  ];
  for (const [name, description] of says) {
    db.command(name)
      .description(description)
      .addOption(jsonOption())
      .action(async (options) => (await import("../commands/database")).database(name, options));
  }
  db.command("reset")
    .description("delete every table and row (asks first)")
    .option("--yes", "do not ask")
    .addOption(jsonOption())
    .action(async (options) => (await import("../commands/database")).reset(options));

  program
    .command("doctor")
    .description("check this machine: each problem with its fix")
    .addOption(jsonOption())
    .action(async (options) => (await import("../commands/doctor")).doctor(options));

  program
    .command("bench")
    .description("time the engine on the standard workloads")
    .addOption(new Option("--workload <name>", "size").choices(["W1", "W2", "W3", "W4"]).default("W1"))
    .addOption(
      new Option("--only <part>", "one part").choices([
        "gemm",
        "ppo",
        "rollout",
        "score",
        "update",
        "sft",
        "tokenizer",
      ]),
    )
    .addOption(new Option("--precision <name>", "of the engine").choices(["float32", "bfloat16"]))
    .addOption(new Option("--steps <n>", "timed steps, after 2 to warm up").argParser(wholeNumber(1)).default(5))
    .option("--file <file>", "text for --only tokenizer")
    .addOption(jsonOption())
    .action(async (options) => (await import("../commands/bench")).bench(options));
}
