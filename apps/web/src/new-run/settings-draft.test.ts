import { expect, it } from "vitest";
import type { FormField, StageForm } from "./form-types";
import { errorsByPath, readDraft, readLines } from "./settings-draft";

const field = (name: string, more: Partial<FormField> = {}): FormField => ({
  name,
  path: `ppo.${name}`,
  kind: "number",
  default: 0.1,
  description: "",
  unit: "",
  source: "",
  min: 0,
  max: null,
  exclusiveMin: false,
  choices: null,
  ...more,
});
const forms: StageForm[] = [
  {
    stage: "ppo",
    fields: [field("klCoef"), field("steps", { kind: "integer", default: 50 })],
    presets: { smoke: {}, quick: {}, full: {} },
  },
];
const defaults = (of: FormField) => of.default;
const read = (texts: Record<string, string>, lines = "", base = defaults) =>
  readDraft(forms, { texts, lines }, { base, untold: defaults });

it("sends only what differs, from fields and from lines", () => {
  expect(read({})).toEqual({ settings: {}, errors: {}, lineErrors: [] });
  expect(read({ "ppo.klCoef": "0.10" }).settings).toEqual({});
  expect(read({ "ppo.klCoef": "0.2" }, "ppo.steps = 7").settings).toEqual({ ppo: { klCoef: 0.2, steps: 7 } });
  expect(read({}, "ppo.steps=7").settings).toEqual({ ppo: { steps: 7 } });
});

it("sends what another run had, when it differs from what the server would take", () => {
  const other = (of: FormField) => (of.name === "steps" ? 80 : of.default);
  expect(read({}, "", other).settings).toEqual({ ppo: { steps: 80 } });
});

it("keeps a bad value at its field, and names the nearest setting for a misspelt one", () => {
  expect(read({ "ppo.steps": "1.5" })).toMatchObject({
    settings: {},
    errors: { "ppo.steps": "expected a whole number, at least 0" },
  });
  expect(readLines(forms, "ppo.klCoeff=1\n\nppo.steps=many\nnonsense").lineErrors).toEqual([
    "ppo.klCoeff: there is no such setting; did you mean ppo.klCoef?",
    "ppo.steps: expected a whole number, at least 0",
    "“nonsense”: expected setting=value, as in ppo.klCoef=0.05",
  ]);
});

it("puts each part of a refusal where it belongs", () => {
  const message = "settings: ppo.klCoef: expected number, got nothing; inputs.loop: choose one";
  expect(errorsByPath(message, ["ppo.klCoef", "ppo.steps"])).toEqual({
    errors: { "ppo.klCoef": "expected number, got nothing" },
    rest: "inputs.loop: choose one",
  });
});
