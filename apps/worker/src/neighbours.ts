import { hostname } from "node:os";

/** Whether a worker (`host/pid`) of this very machine has ended: its lease need not run out first. */
export function isDeadNeighbour(workerId: string): boolean {
  const [host, pid] = workerId.split("/");
  if (host !== hostname() || !pid) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}
