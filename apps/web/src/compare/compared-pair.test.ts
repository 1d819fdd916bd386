import { newId } from "@rlhf/domain";
import { expect, it } from "vitest";
import { pairOf, withChoice } from "./compared-pair";

const [a, b, c] = [newId(), newId(), newId()];
const known = { ids: new Set([a, b, c]), newest: { candidateId: a, baselineId: b } };
const asked = { candidate: null, baseline: null, judge: null };

it("takes what the address leaves out from the newest comparison", () => {
  expect(pairOf(asked, known)).toEqual({ pair: { candidateId: a, baselineId: b } });
  expect(pairOf({ ...asked, candidate: c }, known)).toEqual({ pair: { candidateId: c, baselineId: b } });
  expect(pairOf({ ...asked, baseline: a }, known)).toEqual({ pair: { candidateId: b, baselineId: a } });
  expect(pairOf({ ...asked, candidate: b }, known)).toEqual({ pair: { candidateId: b, baselineId: a } });
  expect(pairOf({ candidate: c, baseline: a, judge: "oracle" }, { ...known, newest: null })).toEqual({
    pair: { candidateId: c, baselineId: a, judgeKind: "oracle" },
  });
});

it("says what is wrong instead of showing something else", () => {
  expect(pairOf({ ...asked, candidate: newId() }, known)).toEqual({ wrong: "unknown" });
  expect(pairOf({ ...asked, judge: "martian" }, known)).toEqual({ wrong: "unknown" });
  expect(pairOf({ ...asked, candidate: a, baseline: a }, known)).toEqual({ wrong: "same" });
  expect(pairOf(asked, { ...known, newest: null })).toEqual({ wrong: "none" });
});

it("changes one choice, keeps the others, and closes the drawer", () => {
  expect(withChoice(`candidate=${a}&judgments=x`, { judge: "human" })).toBe(`?candidate=${a}&judge=human`);
  expect(withChoice("judge=human", { judge: null })).toBe("?");
});
