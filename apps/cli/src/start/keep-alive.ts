import { spawn, type ChildProcess } from "node:child_process";

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 10_000;
/** A process that lived this long was well: its next failure waits the shortest time again. */
const WELL_MS = 30_000;

/** `graceMs`: how long it may take to end when it is asked to. */
export type Program = {
  name: string;
  args: readonly string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  graceMs: number;
};
export type Kept = {
  pid(): number | undefined;
  /** Ends it for good: SIGTERM to its group, SIGKILL when it is still there after its grace. */
  stop(): Promise<void>;
};

/** Starts a Node program in a process group of its own and starts it again whenever it ends, ever later while it keeps failing. */
export function keepAlive(program: Program, on: { log: (text: string) => void; change: () => void }): Kept {
  let delay = FIRST_DELAY_MS;
  let stopping = false;
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  let ended = Promise.resolve();
  const start = () => {
    const startedAt = Date.now();
    const { args, cwd, env } = program;
    const current = spawn(process.execPath, args, {
      cwd,
      env,
      detached: true,
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    child = current;
    ended = new Promise((resolve) => {
      current.on("error", () => resolve()); // it could not be started; "exit" does not follow
      current.on("exit", () => resolve());
    });
    void ended.then(() => {
      if (stopping) return;
      if (Date.now() - startedAt > WELL_MS) delay = FIRST_DELAY_MS;
      const how = current.signalCode ?? `code ${current.exitCode}`;
      on.log(`${program.name} ended with ${how}, starts again in ${delay / 1000} s`);
      timer = setTimeout(start, delay);
      delay = Math.min(2 * delay, LONGEST_DELAY_MS);
    });
    on.change();
  };
  start();
  return {
    pid: () => child?.pid,
    stop: async () => {
      stopping = true;
      clearTimeout(timer);
      killGroup(child?.pid, "SIGTERM");
      const late = setTimeout(() => killGroup(child?.pid, "SIGKILL"), program.graceMs);
      await ended;
      clearTimeout(late);
    },
  };
}

/** To a whole process group; one that has ended is no failure. */
export function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
