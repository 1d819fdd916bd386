import type { PairwiseOutcome } from "@rlhf/domain";
import { describe, expect, it } from "vitest";
import { preferenceRow } from "./snapshot";

const outcome = (changes: Partial<PairwiseOutcome>): PairwiseOutcome => ({
  ...{ judgmentId: "j", batchId: "b", taskId: "t", taskOrdinal: 0, promptId: "p", annotatorId: "a" },
  ...{ annotatorOrdinal: 0, judgeKind: "simulated", policyVersionI: "v", policyVersionJ: "v" },
  ...{ generationI: "item 0", generationJ: "item 1", outcome: 1, verdict: "a", strength: 2, weight: 1 },
  ...{ iOnLeft: true, dlen: 0 },
  ...changes,
});

describe("a judgment as a preference", () => {
  it("puts the winner first, whichever item it is", () => {
    expect(preferenceRow(outcome({}), "train")).toMatchObject({
      ...{ chosenGenerationId: "item 0", rejectedGenerationId: "item 1", softLabel: 1, margin: 2, split: "train" },
    });
    expect(preferenceRow(outcome({ outcome: 0, strength: -3 }), "val")).toMatchObject({
      ...{ chosenGenerationId: "item 1", rejectedGenerationId: "item 0", softLabel: 1, margin: 3, split: "val" },
    });
  });

  it("does not ask on which side the winner was shown", () => {
    expect(preferenceRow(outcome({ iOnLeft: false }), "train")).toEqual(preferenceRow(outcome({}), "train"));
  });

  it("keeps a tie in item order with a label of one half, and names its judgment", () => {
    expect(preferenceRow(outcome({ outcome: 0.5, strength: 0, weight: 0.5 }), "train")).toEqual({
      ...{ promptId: "p", chosenGenerationId: "item 0", rejectedGenerationId: "item 1" },
      ...{ softLabel: 0.5, margin: 0, weight: 0.5, split: "train", judgmentIds: ["j"] },
    });
  });
});
