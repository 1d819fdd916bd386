import { expect, it } from "vitest";
import { differences } from "./fingerprint";

it("of two loops are equal whatever the order of their runs, and name what differs", () => {
  const one = { ppo: { metrics: ["lr 1 3f"] }, sft: { status: "succeeded" } };
  const two = { sft: { status: "succeeded" }, ppo: { metrics: ["lr 1 3f"] } };
  expect(differences(one, two)).toEqual([]);
  expect(differences(one, { ...two, ppo: { metrics: ["lr 1 40"] } })).toEqual([
    expect.stringMatching(/^ppo: expected .*3f.*, got .*40/),
  ]);
  expect(differences(one, { sft: one.sft })).toHaveLength(1); // a run that is missing
  expect(differences(one, { ...one, extra: {} })).toHaveLength(1); // one too many
});
