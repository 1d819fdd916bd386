import { expect, it } from "vitest";
import { shareDone, stateOf, type Batch, type Health } from "./batch-words";
import { skipWords, whyWords } from "./why";

const batch = { tasks: 1_200, complete: 3, status: "open" } as Batch;
const whys: Health["why"][] = [
  "serving",
  "paused",
  "closed",
  "not_for_people",
  "not_yet_open",
  "past_close",
  "no_tasks",
  "all_answered",
  "all_leased",
];

it("has words for each reason, no two alike", () => {
  const told = whys.map((why) => whyWords({ why, freeSlots: 7, liveLeases: 1, lapsedLeases: 0 }, batch));
  expect(new Set(told.map(({ title, detail }) => title + detail)).size).toBe(whys.length);
  expect(told.every(({ title, detail }) => title.length > 10 && detail.endsWith("."))).toBe(true);
});

it("counts who holds the places, and worries when leases ran out", () => {
  const of = { why: "all_leased", freeSlots: 0 } as const;
  expect(whyWords({ ...of, liveLeases: 1, lapsedLeases: 0 }, batch)).toMatchObject({
    calm: true,
    detail: "1 pair is on somebody’s screen now.",
  });
  expect(whyWords({ ...of, liveLeases: 2, lapsedLeases: 3 }, batch)).toMatchObject({
    calm: false,
    detail: "2 pairs are on somebody’s screen now; 3 ran out and are freed within a minute.",
  });
});

it("tells a batch's state: done when all is judged, paused while it is a draft", () => {
  expect(stateOf(batch).word).toBe("open");
  expect(stateOf({ ...batch, complete: 1_200 }).word).toBe("all judged");
  expect(stateOf({ ...batch, status: "draft" }).word).toBe("paused");
  expect(stateOf({ ...batch, tasks: 0, complete: 0 }).word).toBe("open");
  expect([shareDone({ slots: 0, submitted: 0 }), shareDone({ slots: 8, submitted: 2 })]).toEqual([0, 0.25]);
});

it("names a skip's reason without its prefix", () => expect(skipWords("skip:too_long")).toBe("too long"));
