import { ShapeError } from "@rlhf/domain";
import { describe, expect, it } from "vitest";
import { scoresWithEosRule } from "./score";

const scores = Float32Array.of(1, 2);
const finished = [true, false];

describe("missing EOS", () => {
  it("changes only the response that never ended", () => {
    expect([...scoresWithEosRule(scores, finished, { mode: "none", value: 9 })]).toEqual([1, 2]);
    expect([...scoresWithEosRule(scores, finished, { mode: "subtract", value: 3 })]).toEqual([1, -1]);
    expect([...scoresWithEosRule(scores, finished, { mode: "replace", value: -1 })]).toEqual([1, -1]);
  });

  it("refuses a wrong count", () => {
    const none = { mode: "none", value: 0 } as const;
    expect(() => scoresWithEosRule(Float32Array.of(1), finished, none)).toThrow(ShapeError);
  });
});
