import { describe, expect, it } from "vitest";
import { canMount } from "./disk";
import { STORMS } from "./storms";

// Small counts of `npm run storm`; the full ones and their figures are in docs/reliability.md.
const storm = (kind: string, rounds: number) => STORMS[kind]?.({ rounds, seed: 7, precision: "float32" });

describe("a loop that is disturbed ends as if nothing had happened", () => {
  it.each([
    ["trainer", 4],
    ["cli", 4],
    ["database", 4],
    ["points", 12],
    ["zombie", 2],
  ])(
    "%s, %i times",
    async (kind, rounds) => {
      const report = await storm(kind, rounds);
      console.log(JSON.stringify({ kind, ...report }));
      expect(report?.wrong).toEqual([]);
    },
    400_000,
  );

  it.skipIf(!canMount())(
    "disk, 4 times (skipped where no small disk may be mounted)",
    async () => {
      const report = await storm("disk", 4);
      console.log(JSON.stringify({ kind: "disk", ...report }));
      expect(report?.wrong).toEqual([]);
    },
    400_000,
  );

  it("and one that goes on from the weights alone does not", async () => {
    const report = await storm("cold", 0);
    expect(report?.wrong).toEqual([]);
    expect(Object.keys(report?.differs ?? {})).toEqual(["pretrain", "sft", "reward", "ppo"]);
  }, 200_000);
});

describe("acknowledged judgments", () => {
  it("are all there, once and as they were said, after the database was killed 3 times under load", async () => {
    const report = await storm("judgments", 3);
    console.log(JSON.stringify({ kind: "judgments", ...report }));
    expect(report?.wrong).toEqual([]);
    expect(report?.lost).toBe(0);
    expect(report?.duplicates).toBeGreaterThan(0); // answers cut off after the commit were asked for again
  }, 400_000);

  it("are lost where the log is not waited for: the checker sees it", async () => {
    const report = await storm("lossy", 2);
    console.log(JSON.stringify({ kind: "lossy", ...report }));
    expect(report?.lost).toBeGreaterThan(0);
    expect(report?.wrong).toEqual([]);
  }, 400_000);
});
