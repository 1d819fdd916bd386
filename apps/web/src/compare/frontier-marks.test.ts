import { newId } from "@rlhf/domain";
import { expect, it } from "vitest";
import { frontierMarks, hasGold } from "./frontier-marks";

const [a, b, other] = [newId(), newId(), newId()];
const [runA, runB, evaluation] = [newId(), newId(), newId()];
const checkpoint = (policyVersionId: string, runId: string, step: number) => ({
  policyVersionId,
  runId,
  runSeq: 1,
  runName: "ppo",
  step,
  kl: step / 10,
  score: step / 20,
  gold: null,
});
const evaluated = (policyVersionId: string, kl: number) => ({
  policyVersionId,
  runId: evaluation,
  runSeq: 3,
  prompts: 10,
  kl,
  score: 0.5,
  gold: null,
});
const frontier = {
  checkpoints: [checkpoint(other, runA, 10), checkpoint(a, runA, 40), checkpoint(newId(), runB, 10)],
  evaluations: [evaluated(a, 4), evaluated(b, 0), evaluated(a, 9)],
  bestOfN: [{ policyVersionId: newId(), runId: newId(), runSeq: 4, n: 16, kl: 1.8, gold: null }],
  reference: [
    { n: 1, kl: 0, score: 0 },
    { n: 4, kl: 0.636, score: 1.03 },
  ],
};
const view = {
  gain: "score",
  distance: "kl",
  pair: { candidateId: a, baselineId: b },
  names: new Map([[a, "ppo v2"]]),
} as const;

it("marks the compared policies, takes each one's newest evaluation, and leaves out what was not measured", () => {
  const { points, reference } = frontierMarks(frontier, view);
  expect(points.map(({ shape, x, color, picked }) => [shape, x, color, picked])).toEqual([
    ["dot", 1, "ink", false],
    ["dot", 4, "a", true],
    ["dot", 1, "ink", false],
    ["diamond", 4, "a", true],
    ["diamond", 0, "b", true],
  ]);
  expect(points[1]?.about).toBe("ppo v2, step 40: score 2.00, KL 4.00 nats");
  expect(reference).toEqual([
    [0, 0],
    [0.636, 1.03],
  ]);
});

it("draws one line per run in the colour of the compared policy it made", () => {
  const { runs } = frontierMarks(frontier, view);
  expect(runs).toEqual([
    {
      key: runA,
      color: "a",
      points: [
        [1, 0.5],
        [4, 2],
      ],
    },
    { key: runB, color: "ink", points: [[1, 0.5]] },
  ]);
});

it("goes by the root of the KL, and knows whether there is a truth to show", () => {
  expect(frontierMarks(frontier, { ...view, distance: "root" }).points[1]?.x).toBe(2);
  expect(hasGold(frontier)).toBe(false);
  expect(frontierMarks(frontier, { ...view, gain: "gold" })).toMatchObject({ points: [], reference: [] });
});
