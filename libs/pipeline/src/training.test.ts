import { CancelledError } from "@rlhf/domain";
import { describe, expect, it } from "vitest";
import type { LoadedCheckpoint, StageRun } from "./claimed-run";
import { trainToEnd, type Trainer } from "./training";

/** A trainer whose whole state is its step. */
function counter(): Trainer {
  let step = 0;
  return {
    get stepIndex() {
      return step;
    },
    step: async () => {
      step += 1;
      return { lr: step };
    },
    state: async () => ({ files: {}, counters: { step } }),
    load: ({ counters }) => {
      step = counters.step ?? 0;
    },
  };
}

/** A run that keeps its checkpoints in memory; `stopAt` asks to stop after that step. */
function runWith({ from = null, stopAt = Infinity }: { from?: number | null; stopAt?: number } = {}) {
  const log: string[] = [];
  let step = from ?? 0;
  const newest: LoadedCheckpoint | null =
    from === null ? null : { checkpointId: `c${from}`, step: from, files: {}, counters: { step: from } };
  const run: StageRun = {
    runId: "r",
    lease: { runId: "r", epoch: 1 },
    progress: (p) => {
      step = p.step;
    },
    announce: async () => undefined,
    recordDistribution: async () => undefined,
    recordMetrics: async (at) => void log.push(`metrics ${at}`),
    forgetMetricsAfter: async (at) => void log.push(`forget after ${at}`),
    saveCheckpoint: async (at) => {
      log.push(`save ${at}`);
      return `c${at}`;
    },
    newestCheckpoint: async () => newest,
    crashPoint: async () => undefined,
    stopRequested: async () => (step >= stopAt ? new CancelledError("stop") : null),
  };
  return { run, log };
}

const train = ({ run, log }: ReturnType<typeof runWith>, totalSteps = 5) =>
  trainToEnd(run, counter(), {
    totalSteps,
    checkpointEvery: 2,
    unit: "steps",
    onCheckpoint: async (id) => void log.push(`after ${id}`),
  });

describe("training to the end", () => {
  it("saves when it is due and at the last step, and follows each of these up", async () => {
    const at = runWith();
    expect(await train(at)).toBe("c5");
    expect(at.log.filter((entry) => !entry.startsWith("metrics"))).toEqual(
      ["forget after 0", "save 2", "after c2", "save 4", "after c4", "save 5", "after c5"], //
    );
    expect(at.log.filter((entry) => entry.startsWith("metrics"))).toHaveLength(5);
  });

  it("goes on from the newest checkpoint and forgets what was measured after it", async () => {
    const at = runWith({ from: 3 });
    expect(await train(at)).toBe("c5");
    expect(at.log).toEqual(
      ["forget after 3", "metrics 4", "save 4", "after c4", "metrics 5", "save 5", "after c5"], // 3 was not due
    );
  });

  it("follows up the last checkpoint when the process died between the two", async () => {
    const at = runWith({ from: 5 });
    expect(await train(at)).toBe("c5");
    expect(at.log).toEqual(["forget after 5", "after c5"]);
  });

  it("saves and stops within the step in which it is asked to, and adds no follow-up of its own", async () => {
    const at = runWith({ stopAt: 3 });
    await expect(train(at)).rejects.toThrow(CancelledError);
    expect(at.log.slice(-2)).toEqual(["metrics 3", "save 3"]);
  });

  it("does not stop when there is nothing left to do", async () => {
    expect(await train(runWith({ stopAt: 5 }))).toBe("c5");
  });
});
