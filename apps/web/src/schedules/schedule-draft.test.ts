import { describe, expect, it } from "vitest";
import { draftOf, keptSetting, readDraft } from "./schedule-draft";

const fresh = { ...draftOf(null, "Europe/Berlin"), name: " Nightly " };
const schedule = {
  id: "s",
  projectId: "p",
  name: "Nightly",
  cron: "*/5 * * * *",
  timezone: "UTC",
  jobTemplate: { v: 1, loop: { ppo: { klCoef: 0.3 } }, scheduled: { comparisons: 77, overlap: 2 } },
  overlapPolicy: "queue",
  catchUp: "none",
  enabled: true,
  minNewJudgments: 9,
  nextFireAt: null,
  createdAt: new Date(0),
} as const;

describe("readDraft", () => {
  it("makes of a new form what the API takes", () =>
    expect(readDraft(fresh)).toEqual({
      change: {
        name: "Nightly",
        cron: "0 2 * * *",
        timezone: "Europe/Berlin",
        minNewJudgments: 50,
        overlapPolicy: "forbid",
        catchUp: "one",
        scheduled: { comparisons: 200, overlap: 1 },
        settings: {},
        preset: "quick",
      },
    }));

  it("joins the settings that have a field with those that are written out; the field wins", () => {
    const draft = {
      ...fresh,
      settings: { "ppo.steps": "80", "ppo.klCoef": "" },
      others: '{"ppo": {"lr": 1e-4, "steps": 1}, "sft": {"epochs": 2}}',
    };
    expect(readDraft(draft)).toMatchObject({
      change: { settings: { ppo: { lr: 1e-4, steps: 80 }, sft: { epochs: 2 } } },
    });
  });

  it("says what is wrong at each place, all at once", () => {
    const draft = { ...fresh, name: " ", minNewJudgments: "many", overlap: "12", others: "[1]" };
    expect(readDraft(draft)).toEqual({
      errors: {
        name: "expected a name",
        minNewJudgments: "expected a whole number from 0 to 1000000",
        overlap: "expected a whole number from 1 to 9",
        others: 'expected an object such as {"ppo": {"lr": 1e-4}}',
      },
    });
    expect(readDraft({ ...fresh, others: "{" })).toMatchObject({
      errors: { others: expect.stringContaining("JSON") as string },
    });
  });
});

describe("draftOf", () => {
  it("shows a schedule as it is and changes nothing when it is saved untouched", () => {
    const read = readDraft(draftOf(schedule, "Europe/Berlin"));
    expect(read).toEqual({
      change: {
        name: "Nightly",
        cron: "*/5 * * * *",
        timezone: "UTC",
        minNewJudgments: 9,
        overlapPolicy: "queue",
        catchUp: "none",
        scheduled: { comparisons: 77, overlap: 2 },
        settings: {},
      },
    });
  });

  it("knows the values of the stored job", () => {
    expect(keptSetting(schedule, "ppo.klCoef")).toBe("0.3");
    expect(keptSetting(schedule, "ppo.steps")).toBe("");
    expect(keptSetting(null, "ppo.klCoef")).toBe("");
  });
});
