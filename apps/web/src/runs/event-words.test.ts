import { expect, it } from "vitest";
import { eventWords } from "./event-words";

it("says how a run fared, and how much that matters", () => {
  const status = (payload: object) => eventWords({ type: "status", payload });
  expect(status({ status: "running", reason: null, epoch: 1 })).toMatchObject({ level: "info", text: "running" });
  expect(status({ status: "running", reason: null, epoch: 3 }).text).toBe("running, attempt 3");
  expect(status({ status: "failed", reason: "no data" })).toMatchObject({ level: "error", text: "failed: no data" });
  expect(status({ status: "paused", reason: "disk_full" }).level).toBe("warning");
});

it("names samples and checkpoints by their step, and shows anything else as it came", () => {
  expect(eventWords({ type: "checkpoint", payload: { step: 40 } }).text).toBe("written at step 40");
  expect(eventWords({ type: "sample", payload: { step: 40, answers: 8 } }).text).toBe("8 probe answers at step 40");
  expect(eventWords({ type: "log", payload: { level: "warning", message: "slow" } })).toEqual({
    level: "warning",
    what: "log",
    text: "slow",
  });
  expect(eventWords({ type: "log", payload: [1] })).toMatchObject({ level: "info", text: "[1]" });
});
