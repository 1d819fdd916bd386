import { spawn, type ChildProcess } from "node:child_process";

export type Child = {
  pid: number;
  /** How it ended; `code` null = by a signal. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** To the whole group: whatever the child has started goes with it. */
  kill(signal: NodeJS.Signals): void;
};
export type StartChild = (part: "trainer" | "sampler", args: readonly string[]) => Child;

/** Starts this same program as a child in a process group of its own; the channel tells it when its supervisor dies. */
export const startChild: StartChild = (part, args) => {
  const script = process.argv[1] ?? "";
  const process_ = spawn(process.execPath, [...process.execArgv, script, part, ...args], {
    detached: true,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  return { pid: process_.pid ?? 0, ended: endOf(process_), kill: (signal) => killGroup(process_, signal) };
};

function endOf(child: ChildProcess): Child["ended"] {
  return new Promise((resolve) => {
    child.on("exit", (code, signal) => resolve({ code, signal }));
    child.on("error", () => resolve({ code: 1, signal: null })); // it could not be started
  });
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error; // it has ended
  }
}
