import { expect, it } from "vitest";
import { secondsLeft } from "./seconds-left";

const now = new Date("2026-01-01T00:01:00Z");
const startedAt = new Date("2026-01-01T00:00:00Z");

it("takes what is left to go as fast as what is done", () => {
  expect(secondsLeft({ status: "running", progress: 0.25, startedAt }, now)).toBe(180);
});

it("says nothing of a run that has hardly begun, waits or has ended", () => {
  expect(secondsLeft({ status: "running", progress: 0.01, startedAt }, now)).toBeNull();
  expect(secondsLeft({ status: "paused", progress: 0.5, startedAt }, now)).toBeNull();
  expect(secondsLeft({ status: "running", progress: 1, startedAt }, now)).toBeNull();
  expect(secondsLeft({ status: "running", progress: 0.5, startedAt: null }, now)).toBeNull();
});
