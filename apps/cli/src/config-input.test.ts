import { ConfigError } from "@rlhf/domain";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { readConfigSource, resolveLoopConfig } from "./config-input";

const folder = mkdtempSync(path.join(tmpdir(), "rlhf-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  const at = path.join(folder, name);
  writeFileSync(at, content);
  return at;
}

it("lets --set win over the file, and the file over the default", () => {
  const source = readConfigSource(file("a.json", '{ "world": {}, "ppo": { "steps": 7, "klCoef": 0.2 } }'));
  const { ppo } = resolveLoopConfig(source, ["ppo.klCoef=0.3"]);
  expect([ppo.steps, ppo.klCoef, ppo.lam]).toEqual([7, 0.3, 0.95]);
});

it("takes relative data paths from the file's folder", () => {
  const source = readConfigSource(file("b.json", '{ "data": { "comparisons": ["pairs.jsonl", "/abs.jsonl"] } }'));
  expect(resolveLoopConfig(source, []).data?.comparisons).toEqual([path.join(folder, "pairs.jsonl"), "/abs.jsonl"]);
});

it("knows presets by name", () => {
  expect(resolveLoopConfig(readConfigSource("smoke"), []).model.nLayer).toBe(2);
});

it.each([
  ["no file", () => readConfigSource(path.join(folder, "none.json")), /readable file or one of smoke/],
  ["an empty file", () => readConfigSource(file("empty.json", "\n")), /got an empty file/],
  ["a torn file", () => readConfigSource(file("torn.json", '{ "world": ')), /expected a JSON object/],
  ["a list", () => readConfigSource(file("list.json", "[]")), /got a list/],
  [
    "a misspelt key",
    () => resolveLoopConfig(readConfigSource("smoke"), ["ppo.klCoeff=1"]),
    /ppo\.klCoeff: unknown key; did you mean ppo\.klCoef\?/,
  ],
  [
    "a value that is not JSON",
    () => resolveLoopConfig(readConfigSource("smoke"), ["ppo.lr=NaN"]),
    /ppo\.lr: expected number.*"NaN"/,
  ],
])("refuses %s in one message of a bad config", (_what, act, message) => {
  expect(act).toThrow(ConfigError);
  expect(act).toThrow(message);
});
