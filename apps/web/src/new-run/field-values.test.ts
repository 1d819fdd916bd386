import { expect, it } from "vitest";
import { noteOf, readField, toText } from "./field-values";
import type { FormField } from "./form-types";

const field = (more: Partial<FormField>): FormField => ({
  name: "x",
  path: "ppo.x",
  kind: "number",
  default: 1,
  description: "",
  unit: "",
  source: "",
  min: null,
  max: null,
  exclusiveMin: false,
  choices: null,
  ...more,
});

it("reads each kind of setting, and says what was expected", () => {
  expect(readField(field({ kind: "integer", min: 0, exclusiveMin: true }), "12")).toEqual({ value: 12 });
  expect(readField(field({ kind: "integer", min: 0, exclusiveMin: true }), "0")).toHaveProperty("error");
  expect(readField(field({ min: 0, max: 1 }), "1.5")).toEqual({ error: "expected a number from 0 to 1" });
  expect(readField(field({ kind: "boolean", default: true }), "false")).toEqual({ value: false });
  expect(readField(field({ kind: "choice", default: "k1" }), "k3")).toEqual({ value: "k3" });
  expect(readField(field({ kind: "list", default: [] }), '["a"]')).toEqual({ value: ["a"] });
  expect(readField(field({ kind: "text", default: { mode: "none" } }), "{ broken")).toHaveProperty("error");
});

it("writes a value so that it reads back as itself", () => {
  const values: [FormField, unknown][] = [
    [field({}), 0.0001],
    [field({ kind: "boolean" }), true],
    [field({ kind: "list", default: [] }), ["a", 1]],
    [field({ kind: "choice", default: "a" }), "b"],
    [field({ kind: "text", default: {} }), { mode: "none", value: 0 }],
  ];
  for (const [of, value] of values) expect(readField(of, toText(value))).toEqual({ value });
});

it("tells bounds and default", () => {
  expect(noteOf(field({ min: 0, max: 1 }), 0.5)).toBe("at least 0, at most 1 · default 0.5");
  expect(noteOf(field({ min: 0, exclusiveMin: true }), 2)).toBe("above 0 · default 2");
});
