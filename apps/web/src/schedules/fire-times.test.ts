import { expect, it } from "vitest";
import { changeWords, clock, fullTime } from "./fire-times";

const jump = { at: new Date("2027-03-28T01:00:00Z"), wall: ["02:00"] };

it("says what clocks do to a tick, in the schedule's own times", () => {
  const skipped = { ...jump, kind: "skipped" as const, fires: [jump.at] };
  expect(changeWords(skipped, "Europe/Berlin")).toBe("On 28 March 2027 there is no 02:00: it fires at 03:00.");
  expect(changeWords({ ...skipped, fires: [] }, "Europe/Berlin")).toContain("does not fire");
});

it("says whether it fires once or twice where a time comes twice", () => {
  const back = { at: new Date("2027-10-31T01:00:00Z"), kind: "repeated" as const, wall: ["02:30"] };
  const first = new Date("2027-10-31T00:30:00Z");
  expect(changeWords({ ...back, fires: [first] }, "Europe/Berlin")).toBe(
    "On 31 October 2027 02:30 comes twice: it fires at the first.",
  );
  expect(changeWords({ ...back, fires: [first, new Date("2027-10-31T01:30:00Z")] }, "Europe/Berlin")).toContain(
    "each time",
  );
});

it("writes moments with 24 hours", () => {
  expect(clock(new Date("2027-03-28T00:05:00Z"), "UTC")).toBe("00:05");
  expect(fullTime(new Date("2026-11-24T01:00:00Z"), "Europe/Berlin")).toBe("Tue 24 Nov 2026, 02:00");
});
