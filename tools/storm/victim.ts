import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

export type Command = { program: string; args: readonly string[]; env: Record<string, string> };
export type Ended = { code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string };

/** A process to be killed, stopped or left alone. */
export type Victim = {
  pid: number;
  ended: Promise<Ended>;
  hasEnded(): boolean;
  /** Resolves when it has written this to stderr, or when it ended without. */
  said(text: string): Promise<boolean>;
  signal(signal: "SIGKILL" | "SIGSTOP" | "SIGCONT"): void;
};

export function start({ program, args, env }: Command): Victim {
  const child = spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${program}: expected it to start`);
  const out = { stdout: "", stderr: "" };
  let done = false;
  child.stdout.on("data", (bytes: Buffer) => (out.stdout += bytes.toString()));
  child.stderr.on("data", (bytes: Buffer) => (out.stderr += bytes.toString()));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      done = true;
      resolve({ ...out, code, signal });
    });
  });
  const said = async (text: string): Promise<boolean> => {
    while (!out.stderr.includes(text) && !done) await sleep(2);
    return out.stderr.includes(text);
  };
  return { pid, ended, hasEnded: () => done, said, signal: (signal) => void child.kill(signal) };
}

/** The processes below this one and itself; the children first die by hand too, or they would go on without it. */
export function processTree(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync("/proc")) {
    const stat = /^\d+$/.test(name) ? readOrNull(`/proc/${name}/stat`) : null;
    if (stat === null) continue;
    const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const below = (of: number): number[] => [of, ...(children.get(of) ?? []).flatMap(below)];
  return below(pid);
}

/** The postmaster of a data folder; 0 when none runs. */
export function serverPid(dataDir: string): number {
  const file = `${dataDir}/postmaster.pid`;
  const pid = existsSync(file) ? Number(readFileSync(file, "utf8").split("\n")[0]) : 0;
  return existsSync(`/proc/${pid}`) ? pid : 0;
}

/** SIGKILL to the postmaster of a data folder and every process below it; false when none runs. */
export function killServer(dataDir: string): boolean {
  const pid = serverPid(dataDir);
  if (pid !== 0) killAll(processTree(pid));
  return pid !== 0;
}

export function killAll(pids: readonly number[]): void {
  for (const one of pids) {
    try {
      process.kill(one, "SIGKILL");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error; // it ended by itself meanwhile
    }
  }
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null; // the process ended while we looked
  }
}
