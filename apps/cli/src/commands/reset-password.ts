import type { Db } from "@rlhf/db";
import { ConfigError } from "@rlhf/domain";
import { printResult } from "../output";
import { askHidden, firstLine } from "../password-input";
import { withDatabase } from "../session";

type Options = { email?: string; passwordStdin?: boolean; json?: boolean };

/** `rlhf admin reset-password`: whoever has the machine may. Never an argument: those stand in every list of processes. */
export async function resetPassword({ email, passwordStdin = false, json }: Options): Promise<void> {
  const password = passwordStdin ? await firstLine(process.stdin) : await askTwice();
  const { OWNER_EMAIL, setPassword } = await import("@rlhf/db/workbench");
  const whose = email ?? OWNER_EMAIL;
  await withDatabase(async (db) => {
    if (whose === OWNER_EMAIL) await makeOwner(db);
    await setPassword(db, { email: whose, password });
  });
  const text = () => `${whose} has a new password; every session of the account has ended`;
  printResult({ email: whose, reset: true }, { json, text });
}

async function askTwice(): Promise<string> {
  if (!process.stdin.isTTY)
    throw new ConfigError(
      "reset-password: expected a terminal to ask on, or --password-stdin and the password on stdin",
    );
  const password = await askHidden("New password: ");
  if (password !== (await askHidden("Again: ")))
    throw new ConfigError("reset-password: expected the same password twice; nothing was changed");
  return password;
}

/** The owner of this machine's projects, who may never have signed in yet. */
async function makeOwner(db: Db): Promise<void> {
  const [{ listProjects }, { ensureOwner }] = await Promise.all([import("@rlhf/db"), import("@rlhf/db/workbench")]);
  const projects = await listProjects(db);
  if (projects.length === 0)
    throw new ConfigError(
      "reset-password: expected a project to own, found none; run npm start or rlhf demo once first",
    );
  for (const project of projects) await ensureOwner(db, project.id);
}
