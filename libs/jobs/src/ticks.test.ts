import { ConfigError } from "@rlhf/domain";
import { describe, expect, it } from "vitest";
import { dueTick, nextFires } from "./ticks";

const iso = (dates: readonly Date[]) => dates.map((date) => date.toISOString().slice(0, 16));
const at = (text: string) => new Date(`${text}:00Z`);

describe("nextFires", () => {
  it("reads cron on the clocks of the time zone", () => {
    const monday = { cron: "0 6 * * 1", timezone: "America/New_York" };
    expect(iso(nextFires(monday, at("2026-07-01T00:00"), 2))).toEqual(["2026-07-06T10:00", "2026-07-13T10:00"]);
    expect(iso(nextFires(monday, at("2026-12-01T00:00"), 1))).toEqual(["2026-12-07T11:00"]);
  });

  it("fires a local time that clocks skip right after they have jumped, on that day and once", () => {
    const fires = nextFires({ cron: "30 2 * * *", timezone: "Europe/Berlin" }, at("2026-03-28T02:00"), 3);
    expect(iso(fires)).toEqual(["2026-03-29T01:30", "2026-03-30T00:30", "2026-03-31T00:30"]);
  });

  it.each([
    ["Europe/Berlin", "30 2 * * *", "2026-10-24T02:00", ["2026-10-25T00:30", "2026-10-26T01:30"]],
    ["America/New_York", "30 1 * * *", "2026-10-31T06:00", ["2026-11-01T05:30", "2026-11-02T06:30"]],
  ])("fires a local time that clocks show twice once (%s)", (timezone, cron, after, expected) => {
    expect(iso(nextFires({ cron, timezone }, at(after), 2))).toEqual(expected);
  });

  it("fires every hour through the change of clocks, the doubled one twice", () => {
    const fires = nextFires({ cron: "30 * * * *", timezone: "Europe/Berlin" }, at("2026-10-24T23:00"), 4);
    expect(iso(fires)).toEqual(["2026-10-24T23:30", "2026-10-25T00:30", "2026-10-25T01:30", "2026-10-25T02:30"]);
  });

  it("is strictly after the moment and steps without gap or double over a year", () => {
    const daily = { cron: "30 2 * * *", timezone: "Europe/Berlin" };
    const fires = nextFires(daily, at("2026-01-01T01:30"), 400);
    const days = new Set(fires.map((d) => d.toLocaleDateString("sv", { timeZone: "Europe/Berlin" })));
    expect(days.size).toBe(400);
    expect(iso(fires.slice(0, 1))).toEqual(["2026-01-02T01:30"]);
    // one at a time gives the same ticks as many at once
    let last = at("2026-01-01T01:30");
    for (const fire of fires.slice(0, 120)) {
      [last = last] = nextFires(daily, last, 1);
      expect(last).toEqual(fire);
    }
  });

  it.each([
    ["61 * * * *", "UTC"],
    ["every monday", "UTC"],
    ["0 6 * * 1", "Mars/Olympus"],
  ])("refuses %s in %s in plain words", (cron, timezone) => {
    expect(() => nextFires({ cron, timezone }, at("2026-01-01T00:00"), 1)).toThrow(ConfigError);
  });
});

describe("dueTick", () => {
  const minutely = { cron: "* * * * *", timezone: "UTC" };

  it("takes the latest tick that has come and tells the earlier ones as missed", () => {
    const due = dueTick(minutely, at("2026-01-01T10:00"), new Date("2026-01-01T10:03:20Z"));
    expect(iso([due.fireAt])).toEqual(["2026-01-01T10:03"]);
    expect(iso(due.missed)).toEqual(["2026-01-01T10:00", "2026-01-01T10:01", "2026-01-01T10:02"]);
    expect(iso([due.nextFireAt])).toEqual(["2026-01-01T10:04"]);
    expect(due.late).toBe(false);
  });

  it("calls a tick late whose moment is long gone", () => {
    const weekly = { cron: "0 6 * * 1", timezone: "UTC" };
    expect(dueTick(weekly, at("2026-01-05T06:00"), at("2026-01-06T00:00"))).toMatchObject({ late: true, missed: [] });
    expect(dueTick(weekly, at("2026-01-05T06:00"), new Date("2026-01-05T06:00:30Z")).late).toBe(false);
  });

  it("keeps the latest 500 ticks after a month of absence, of seconds too", () => {
    const due = dueTick({ cron: "*/10 * * * *", timezone: "UTC" }, at("2026-01-01T00:00"), at("2026-02-01T00:00"));
    expect(due.missed.length).toBeGreaterThan(490);
    expect(due.missed.length).toBeLessThanOrEqual(500);
    expect(iso([due.fireAt])).toEqual(["2026-02-01T00:00"]);
    const seconds = dueTick({ cron: "* * * * * *", timezone: "UTC" }, at("2026-01-01T00:00"), at("2026-02-01T00:00"));
    expect(seconds.fireAt).toEqual(at("2026-02-01T00:00"));
    expect(seconds.nextFireAt).toEqual(new Date("2026-02-01T00:00:01Z"));
  });

  it("tells after an absence the very ticks that would have fired, where clocks change", () => {
    for (const [from, until] of [
      ["2026-03-28T00:00", "2026-03-30T12:00"],
      ["2026-10-24T00:00", "2026-10-26T12:00"],
    ] as const) {
      for (const cron of ["30 2 * * *", "*/30 2 * * *", "15 * * * *"]) {
        const rhythm = { cron, timezone: "Europe/Berlin" };
        const forwards = nextFires(rhythm, at(from), 80).filter((tick) => tick <= at(until));
        const { missed, fireAt } = dueTick(rhythm, forwards[0] ?? at(from), at(until));
        expect(iso([...missed, fireAt])).toEqual(iso(forwards));
      }
    }
  });
});
