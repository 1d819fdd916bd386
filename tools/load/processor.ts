import { readFileSync } from "node:fs";
import { processTree } from "../storm/victim";

const TICKS_PER_SECOND = 100; // of /proc, on every Linux

/** Seconds of processor that a process and those below it have used; ended ones of them are not counted. */
function processorSeconds(pid: number): number {
  const ticks = processTree(pid).map((one) => {
    try {
      const stat = readFileSync(`/proc/${one}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return Number(fields[11]) + Number(fields[12]);
    } catch {
      return 0; // it ended while we looked
    }
  });
  return ticks.reduce((sum, one) => sum + one, 0) / TICKS_PER_SECOND;
}

/** Cores in use by each of these process trees, and by this process itself, between the two calls. */
export function processorMeter(pids: Record<string, number>): () => Record<string, number> {
  const read = (): Record<string, number> => ({
    ...Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, processorSeconds(pid)])),
    generator: (process.cpuUsage().user + process.cpuUsage().system) / 1e6,
  });
  const [before, began] = [read(), performance.now()];
  return () => {
    const seconds = (performance.now() - began) / 1000;
    const used = Object.entries(read()).map(([name, s]) => [
      name,
      Math.round((100 * (s - (before[name] ?? 0))) / seconds) / 100,
    ]);
    return Object.fromEntries(used) as Record<string, number>;
  };
}
