import { describe, expect, it } from "vitest";
import { cronOf, simpleRhythm } from "./simple-rhythm";

describe("simpleRhythm", () => {
  it.each([
    ["0 2 * * *", { every: "day", time: "02:00" }],
    ["30 6 * * 1-5", { every: "weekday", time: "06:30" }],
    ["30 6 * * MON-FRI", { every: "weekday", time: "06:30" }],
    ["0 1 * * 0", { every: "week", weekday: 0 }],
    ["0 1 * * 7", { every: "week", weekday: 0 }],
    ["5 4 12 * *", { every: "month", monthDay: 12, time: "04:05" }],
    ["45 * * * *", { every: "hour", time: "00:45" }],
    ["0 0 2 * * *", { every: "day", time: "02:00" }],
  ])("reads %s", (cron, rhythm) => expect(simpleRhythm(cron)).toMatchObject(rhythm));

  it.each(["0 2,14 * * *", "*/5 * * * *", "0 2 * 1 *", "0 2 1 * 1", "0 2 * * 1,3", "not a cron"])(
    "leaves %s as it is",
    (cron) => expect(simpleRhythm(cron)).toMatchObject({ every: "cron", cron }),
  );

  it.each(["0 2 * * *", "30 6 * * 1-5", "0 1 * * 3", "5 4 12 * *", "45 * * * *", "*/5 1-3 * * *"])(
    "writes %s back as it was",
    (cron) => expect(cronOf(simpleRhythm(cron))).toBe(cron),
  );
});
