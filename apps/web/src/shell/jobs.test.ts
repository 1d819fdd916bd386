import { expect, it } from "vitest";
import { jobsOf, jobsText, meanProgress } from "./jobs";

type Run = Parameters<typeof jobsOf>[0][number];
const run = (id: string, parentRunId: string | null, progress: number): Run => ({
  ...{ id, parentRunId, progress, seq: 1, scheduleId: null, kind: "ppo", name: id, status: "running", reason: null },
  ...{ request: "none", attempt: 1, seed: 1, configHash: "", codeVersion: "", workerId: null, createdAt: new Date(0) },
  ...{ startedAt: null, finishedAt: null, heartbeatAt: null, children: 0, lastEventNo: 0, headline: [] },
});

it("counts a loop and its stage once", () => {
  const loop = run("loop", null, 0.5);
  const stage = run("stage", "loop", 0.9);
  const alone = run("alone", "a loop that is not running", 0.1);
  const jobs = jobsOf([stage, loop, alone]);
  expect(jobs).toEqual([
    { run: loop, stage },
    { run: alone, stage: null },
  ]);
  expect(meanProgress(jobs)).toBeCloseTo(0.3, 12);
});

it("says what runs and waits", () => {
  expect(meanProgress([])).toBeNull();
  expect([jobsText(2, 0), jobsText(1, 3), jobsText(0, 3), jobsText(0, 0)]).toEqual([
    "2 running",
    "1 running, 3 queued",
    "3 queued",
    "Nothing runs",
  ]);
});
