import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { killAll, processTree } from "./victim";
import { signalTree } from "./workers";

const FORKS = `const { spawn } = require("node:child_process");
  const fork = () => { spawn("sleep", ["60"]); setImmediate(fork); };
  setInterval(() => process.stdout.write("."), 20); fork();`;

const stateOf = (pid: number): string => readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.[0] ?? "";

it.skipIf(process.platform !== "linux")(
  "no trainer that was just started runs on in a worker that stands still",
  async () => {
    const worker = spawn(process.execPath, ["-e", FORKS], { stdio: ["ignore", "pipe", "inherit"] });
    const pid = worker.pid ?? 0;
    try {
      await once(worker.stdout, "data");
      signalTree({ pid }, "SIGSTOP");
      await sleep(50);
      const tree = processTree(pid);
      expect(tree.length).toBeGreaterThan(2);
      expect(tree.filter((one) => stateOf(one) !== "T")).toEqual([]);
    } finally {
      killAll(processTree(pid));
    }
  },
);
