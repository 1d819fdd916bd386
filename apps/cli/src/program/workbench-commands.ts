import type { Command } from "commander";
import { jsonOption } from "./options";

/** The workbench in the browser, and workers that train for it. */
export function addWorkbenchCommands(program: Command): void {
  program
    .command("start")
    .description("start database, web and worker, and print a sign-in link; Ctrl-C stops them after a checkpoint")
    .option("--dev", "with hot reload, from the sources")
    .action(async (options) => (await import("../commands/start")).start(options));
  program
    .command("worker")
    .description("train what is queued: one more worker, on this machine or another")
    .action(async () => (await import("../commands/worker")).worker());
  program
    .command("admin")
    .description("accounts, for whoever has the machine")
    .command("reset-password")
    .description("set a password, asked for twice; ends the account's sessions")
    .option("--email <address>", "whose; without it the owner's of this machine")
    .option("--password-stdin", "read it from the first line of stdin")
    .addOption(jsonOption())
    .action(async (options) => (await import("../commands/reset-password")).resetPassword(options));
}
