import { describe, expect, it } from "vitest";
import { benchTokenizer } from "./bench";

describe("benchTokenizer", () => {
  it("turns the clock's milliseconds into megabytes per second", () => {
    let clock = 0;
    const now = () => (clock += 500); // every timed piece takes half a second
    const text = "the cat sat on the mat ".repeat(100);
    const bench = benchTokenizer(text, { now, merges: 10, repeats: 3 });
    expect(bench).toMatchObject({ bytes: 2300, merges: 10, trainSeconds: 0.5, roundTrip: true });
    expect(bench.encodeMBPerSecond).toBeCloseTo(2300 / 1e6 / 0.5, 12);
    expect(bench.bytesPerToken).toBeGreaterThan(1.5);
  });
});
