import type { OptimumCertificate, OptimumTask } from "@rlhf/ppo";
import { expect, it } from "vitest";
import type { Certificate } from "./certificate";
import { certificateTables } from "./text";

const task: OptimumTask = { vocabSize: 4, length: 2, eosId: 0, seed: 1, beta: 0.25, sharpness: 2, reward: "pairs" };
const reached: OptimumCertificate = {
  ...{ responses: 13, episodes: 100, objectiveBefore: 0, objective: 0.99, optimum: 1, gap: 0.01 },
  ...{ variationBefore: 0.5, variation: 0.012, distance: 0.7 },
};
const nothing: Certificate = {
  ...{ seed: 1, knownOptimum: null, klEstimators: null, control: null, randomWalks: null, passed: true },
};

it("shows only the parts that ran", () => {
  expect(certificateTables(nothing)).toEqual([]);
  expect(certificateTables({ ...nothing, knownOptimum: [] })).toHaveLength(1);
});

it("says for every task what was reached, and marks what was missed", () => {
  const missed = { task, certificate: { ...reached, variation: 0.3 }, passed: false };
  const knownOptimum = [{ task, certificate: reached, passed: true }, missed];
  const [table] = certificateTables({ ...nothing, knownOptimum, passed: false });
  expect(table?.rows.map((row) => row.at(-1))).toEqual(["reached", "MISSED"]);
  expect(table?.rows[0]).toEqual(expect.arrayContaining(["0.25", "0.0120", "1.00 %"]));
  expect(table?.rows.every((row) => row.length === table.header.length)).toBe(true);
});

it("says that the control misses, and what the walks came to", () => {
  const control = { task, certificate: { ...reached, variation: 0.8, gap: 2 }, passed: true };
  const walks = {
    ...{ graphSeed: 1000, walksSeen: 256, before: 0.3, curve: [0.4, 0.96], rolloutsToBar: 2, after: 0.97, greedy: 1 },
    ...{ seconds: 1, bar: 0.95, passed: true },
  };
  const tables = certificateTables({ ...nothing, klEstimators: [], control, randomWalks: walks });
  expect(tables.flatMap((t) => t.notes).join(" ")).toMatch(/misses π\*.*First rollout at 0\.95 or above: 2, after 256/);
});
