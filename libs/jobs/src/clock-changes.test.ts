import { describe, expect, it } from "vitest";
import { clockChanges } from "./clock-changes";

const from = new Date("2026-11-27T12:00:00Z");
const changes = (cron: string, timezone = "Europe/Berlin") =>
  clockChanges({ cron, timezone }, from).map(({ at, kind, wall, fires }) => ({
    at: at.toISOString().slice(0, 16),
    kind,
    wall,
    fires: fires.map((fire) => fire.toISOString().slice(0, 16)),
  }));

describe("clockChanges", () => {
  it("says that 02:00 does not come in Berlin in March, and fires when the clocks have jumped", () => {
    expect(changes("0 2 * * *")[0]).toEqual({
      at: "2027-03-28T01:00",
      kind: "skipped",
      wall: ["02:00"],
      fires: ["2027-03-28T01:00"], // 03:00 there
    });
  });

  it("says that 02:30 comes twice in October, and fires once", () => {
    expect(changes("30 2 * * *")[1]).toEqual({
      at: "2027-10-31T01:00",
      kind: "repeated",
      wall: ["02:30"],
      fires: ["2027-10-31T00:30"],
    });
  });

  it("has nothing to say of an hour that clocks leave alone, of UTC, or of a rhythm of minutes", () => {
    expect(changes("0 6 * * *")).toEqual([]);
    expect(changes("0 2 * * *", "UTC")).toEqual([]);
    expect(changes("*/5 * * * *")).toEqual([]);
  });

  it("knows changes of half an hour and the southern half of the earth", () => {
    expect(changes("15 2 * * *", "Australia/Lord_Howe").map(({ kind, wall }) => ({ kind, wall }))).toEqual([
      { kind: "skipped", wall: ["02:15"] },
    ]);
    expect(changes("45 1 * * *", "Australia/Lord_Howe").map(({ kind, wall }) => ({ kind, wall }))).toEqual([
      { kind: "repeated", wall: ["01:45"] },
    ]);
  });

  it("leaves out a day on which the rhythm does not fire anyway", () => {
    expect(changes("0 2 * * 1")).toEqual([]); // clocks change on Sundays
    expect(changes("0 2 * * 0")).toHaveLength(2);
  });
});
