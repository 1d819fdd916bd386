import { ConfigError } from "@rlhf/domain";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { killGroup } from "./keep-alive";

const Identity = z.object({ pid: z.int(), began: z.string() });
type Identity = z.infer<typeof Identity>;
const Started = Identity.extend({ children: z.array(Identity) });

/** This home's only start. `children` is told whenever they change, so that the next start can end what a crash left. */
export type OneStart = { children(pids: readonly number[]): void; release(): void };

/** @throws ConfigError when another start is at work on this home. What a start that was killed left running is ended. */
export function claimHome(home: string): OneStart {
  const file = path.join(home, "start.json");
  const before = readStarted(file);
  if (before && isAlive(before))
    throw new ConfigError(
      `${home}: expected no other start on this home, but process ${before.pid} runs one; stop it, or set RLHF_HOME to another folder`,
    );
  for (const child of before?.children ?? []) if (isAlive(child)) killGroup(child.pid, "SIGKILL");
  rmSync(file, { force: true });
  const me = identityOf(process.pid);
  const write = (pids: readonly number[], flag: "wx" | "w") =>
    writeFileSync(file, JSON.stringify({ ...me, children: pids.map(identityOf) }), { flag, mode: 0o600 });
  write([], "wx"); // of two at once the second fails here
  return { children: (pids) => write(pids, "w"), release: () => rmSync(file, { force: true }) };
}

function readStarted(file: string): z.infer<typeof Started> | null {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  try {
    return Started.parse(JSON.parse(text));
  } catch {
    return null; // written halfway by a process that was killed
  }
}

const identityOf = (pid: number): Identity => ({ pid, began: beganAt(pid) });

function isAlive({ pid, began }: Identity): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  return beganAt(pid) === began; // the same number may belong to a later process
}

/** In clock ticks since boot; "" where the system does not tell. */
function beganAt(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}
