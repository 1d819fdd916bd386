import path from "node:path";
import type { Room } from "./room";
import { killAll, processTree, start, type Victim } from "./victim";

const WORKER = path.resolve(import.meta.dirname, "../../apps/worker/dist/main.js");

/** A worker of this room, as `rlhf start` runs it; it trains in child processes. */
export function startWorker(room: Room): Victim {
  const env = { ...room.env, RLHF_ARTIFACTS: path.join(room.home, "artifacts"), RLHF_THREADS: "1" };
  return start({ program: process.execPath, args: [WORKER], env });
}

/** The worker and its children die at once, those that it would have started meanwhile too. */
export function killWorker(worker: Victim): void {
  signalTree(worker, "SIGSTOP");
  killAll(processTree(worker.pid));
}

/** Signals the worker and its children, the supervisor first: who is not stopped yet can start another child meanwhile. */
export function signalTree({ pid }: Pick<Victim, "pid">, signal: "SIGSTOP" | "SIGCONT"): void {
  signalIfThere(pid, signal);
  for (const one of processTree(pid)) signalIfThere(one, signal);
}

function signalIfThere(pid: number, signal: "SIGSTOP" | "SIGCONT"): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error; // it ended by itself meanwhile
  }
}

/** Ctrl-C, as one that ends its runs with a checkpoint. */
export async function endWorker(worker: Victim): Promise<void> {
  if (!worker.hasEnded()) process.kill(worker.pid, "SIGTERM");
  await worker.ended;
}
