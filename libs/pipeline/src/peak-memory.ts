import { readFileSync } from "node:fs";

/** Peak resident memory of this process in MB; stages run in it, the database server is not counted. */
export function peakRssMb(): number {
  const kilobytes = process.resourceUsage().maxRSS;
  try {
    const own = /VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
    return Math.max(kilobytes, Number(own ?? 0)) / 1024;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error; // no /proc on this system
    return kilobytes / 1024;
  }
}
