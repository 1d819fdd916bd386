import { describe, expect, it } from "vitest";
import { EMPTY_DRAFT, fieldOfRefusal, hoursOf, readDraft, readSource, type Draft } from "./draft";

const filled: Draft = { ...EMPTY_DRAFT, name: " week 1 ", policyVersionIds: ["a", "b"] };

describe("readDraft", () => {
  it("asks for what the form says, shares from percent and empty filters left out", () => {
    const draft = { ...filled, goldPercent: "2,5", repeatPercent: "10", overlap: "3", split: "test" as const };
    expect(readDraft(draft, "p")).toEqual({
      wanted: {
        projectId: "p",
        name: "week 1",
        policyVersionIds: ["a", "b"],
        sampler: "uniform_pairs",
        comparisons: 500,
        seed: 1,
        split: "test",
        overlap: 3,
        leaseSeconds: 900,
        goldRate: 0.025,
        repeatRate: 0.1,
        audience: "people",
        paused: false,
      },
    });
  });

  it("tells every field that is wrong at once", () => {
    const draft = { ...EMPTY_DRAFT, overlap: "0", leaseSeconds: "soon", goldPercent: "60", guideline: " " };
    expect(readDraft(draft, "p")).toEqual({
      errors: {
        name: "expected a name",
        policyVersionIds: "expected at least one policy",
        overlap: "expected a whole number from 1 to 9",
        leaseSeconds: "expected a whole number from 30 to 86400",
        goldPercent: "expected a number from 0 to 50",
        guideline: "expected the text of the guideline",
      },
    });
  });

  it("wants two policies for a rule that chooses between pairs of them", () => {
    const draft: Draft = { ...filled, policyVersionIds: ["a"], sampler: "against_first" };
    expect(readDraft(draft, "p")).toMatchObject({ errors: { sampler: expect.any(String) } });
  });
});

describe("readSource", () => {
  it("plans before the rest of the form is right", () => {
    expect(readSource({ ...filled, name: "", overlap: "x" }, "p")).toMatchObject({ comparisons: 500 });
    expect(readSource({ ...filled, comparisons: "x" }, "p")).toBeNull();
    expect(readSource(EMPTY_DRAFT, "p")).toBeNull();
  });
});

it("puts a refusal beside its field, in the form's own names", () => {
  expect(fieldOfRefusal('name: expected a new one, the project has a batch "w" already')?.field).toBe("name");
  expect(fieldOfRefusal("goldRate: Too big")).toEqual({ field: "goldPercent", error: "Too big" });
  expect(fieldOfRefusal("batch: expected pairs")).toBeNull();
});

it("reckons hours from the pace of text pairs", () => expect(hoursOf(1_200)).toEqual([10, 20]));
