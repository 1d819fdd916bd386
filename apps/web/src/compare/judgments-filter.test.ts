import { newId } from "@rlhf/domain";
import { expect, it } from "vitest";
import { readJudgments } from "./judgments-filter";
import { judgmentsParam, withJudgments, type JudgmentsFilter } from "./judgments-param";

const everything: Required<JudgmentsFilter> = {
  candidateId: newId(),
  baselineId: newId(),
  judgeKind: "llm_judge",
  outcome: 0.5,
  annotatorId: newId(),
  promptId: newId(),
  batchId: newId(),
  split: "test",
  charsOver: 50,
  charsUpTo: 200,
  tag: "v1.5 greetings",
};

it("reads every filter that it writes", () => {
  expect(readJudgments(judgmentsParam(everything))).toEqual(everything);
  for (const outcome of [0, 0.5, 1] as const) expect(readJudgments(judgmentsParam({ outcome }))).toEqual({ outcome });
  expect(readJudgments(judgmentsParam({}))).toEqual({});
});

it("refuses what it did not write", () => {
  for (const wrong of [
    "candidate",
    "candidate.x",
    "colour.red",
    "outcome.1",
    "judge.alien",
    "upto.-1",
    "constructor.x",
  ])
    expect(readJudgments(wrong)).toBeNull();
});

it("keeps the rest of the address, and takes itself out", () => {
  const open = withJudgments("/compare", "tab=slices", { outcome: 0 });
  expect(open).toBe("/compare?tab=slices&judgments=outcome.lost");
  expect(withJudgments("/compare", open.split("?")[1] ?? "", null)).toBe("/compare?tab=slices");
  expect(withJudgments("/compare", "judgments=x", null)).toBe("/compare");
});
