import { newId } from "@rlhf/domain";
import { expect, it } from "vitest";
import { decisions, type Verdict } from "./verdict-words";

const verdict: Verdict = {
  candidateId: newId(),
  baselineId: newId(),
  verdict: "undecided",
  winRate: 0.55,
  interval: [0.51, 0.59],
  alwaysValid: [0.47, 0.62],
  pValue: 0.1,
  lengthControlled: null,
  judgments: 400,
  prompts: 200,
  judges: 4,
  effectiveJudgments: 300,
  wins: 200,
  ties: 40,
  losses: 160,
};
const on = (of: Partial<Verdict>, planned = 400, needed: number | null = 783) =>
  decisions({ verdict: { ...verdict, ...of }, planned, needed }).filter((one) => one.on);

it("lights exactly one of the three", () => {
  for (const which of ["better", "worse", "equivalent", "undecided"] as const)
    expect(on({ verdict: which })).toHaveLength(1);
});

it("names the end of the interval that decides", () => {
  expect(on({ verdict: "better", alwaysValid: [0.5221, 0.635] })).toMatchObject([
    { key: "stop", title: "Stop: A is better", why: "lower end 52.2 is above 52" },
  ]);
  expect(on({ verdict: "worse", alwaysValid: [0.3, 0.461] })).toMatchObject([
    { key: "stop", title: "Stop: B is better", why: "upper end 46.1 is below 48" },
  ]);
  expect(on({ verdict: "equivalent", alwaysValid: [0.485, 0.515] })).toMatchObject([
    { key: "equivalent", why: "[48.5, 51.5] lies within 48 to 52" },
  ]);
});

it("says what is left of the plan, or how much more it would take", () => {
  expect(on({}, 1600)[0]?.why).toBe("1\u2009200 of 1\u2009600 planned judgments are to come");
  expect(on({})[0]?.why).toBe("the plan is full; about 783 would tell this rate from even");
  expect(on({}, 400, 300)[0]?.why).toBe("the plan is full; plan more judgments");
  expect(on({}, 400, null)[0]?.why).toBe("the plan is full; plan more judgments");
});
