import { seededUniform } from "@rlhf/stats";
import { describe, expect, it } from "vitest";
import { drawPairs, pairWeight, type AnswerPair } from "./pair-sampler";

const pair = (promptId: string, one: string, two: string): AnswerPair => ({
  promptId,
  generationIds: [`${promptId}-${one}`, `${promptId}-${two}`],
  versions: [one, two],
});
const three = (promptId: string) => [pair(promptId, "a", "b"), pair(promptId, "a", "c"), pair(promptId, "b", "c")];
const prompts = Array.from({ length: 3_000 }, (_, i) => three(`p${i}`));
const options = { uniform: seededUniform(1), weightOf: () => 1 };

describe("drawPairs", () => {
  it("spreads over prompts first, and takes no pair twice", () => {
    const drawn = drawPairs(prompts.slice(0, 4), { ...options, most: 6 });
    expect(new Set(drawn.slice(0, 4).map((one) => one.promptId)).size).toBe(4);
    const all = drawPairs(prompts.slice(0, 4), { ...options, most: 100 });
    expect(all).toHaveLength(12);
    expect(new Set(all.map((one) => [...one.generationIds].sort().join())).size).toBe(12);
  });

  it("draws each pair as often as its weight says, and tells with which probability", () => {
    const weightOf = ({ versions }: AnswerPair) => (versions.join("") === "ab" ? 2 : 1);
    const drawn = drawPairs(prompts, { uniform: seededUniform(5), weightOf, most: 3_000 });
    const often = drawn.filter((one) => [...one.versions].sort().join("") === "ab");
    expect(often.length / 3_000).toBeCloseTo(0.5, 1); // standard error 0.009
    expect(often[0]?.propensity).toBe(0.5);
  });

  it("shows no policy on one item more often than on the other", () => {
    const drawn = drawPairs(prompts, { uniform: seededUniform(9), weightOf: () => 1, most: 3_000 });
    expect(drawn.filter((one) => one.versions[0] < one.versions[1]).length / 3_000).toBeCloseTo(0.5, 1);
  });
});

describe("pairWeight", () => {
  const of = { first: "a", met: [] };
  it("compares everything with the first version alone when asked to", () => {
    const weights = three("p").map(({ versions }) => pairWeight("against_first", versions, of));
    expect(weights).toEqual([1, 1, 0]);
  });

  it("prefers pairs that never met, then even ones, whichever way round they are named", () => {
    const met = [
      { pvI: "b", pvJ: "a", score: 50, n: 100 },
      { pvI: "a", pvJ: "c", score: 98, n: 100 },
    ];
    const weight = (one: string, two: string) => pairWeight("least_certain", [one, two], { first: "a", met });
    expect(weight("b", "c")).toBeGreaterThan(10 * weight("a", "b"));
    expect(weight("a", "b")).toBeGreaterThan(weight("a", "c"));
    expect(weight("c", "a")).toBeCloseTo(weight("a", "c"), 12);
    expect(weight("a", "b")).toBeCloseTo(0.5 / Math.sqrt(102) - 0.5 / Math.sqrt(103), 12);
  });
});
