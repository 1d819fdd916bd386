import { describe, expect, it } from "vitest";
import { LoopConfig, PRESETS } from "./loop";
import { canonicalJson, mergeConfig, nearestName, parseConfig, parseSetting } from "./resolve";

describe("resolving a configuration", () => {
  it("lets later sources win key by key", () => {
    const merged = mergeConfig({ ppo: { lr: 1, klCoef: 2 } }, { ppo: { lr: 3 } }, parseSetting("ppo.gamma=0.9"));
    expect(merged).toEqual({ ppo: { lr: 3, klCoef: 2, gamma: 0.9 } });
  });

  it("keeps a bare word as text and JSON as its value", () => {
    expect(parseSetting("ppo.klController=adaptive")).toEqual({ ppo: { klController: "adaptive" } });
    expect(parseSetting('label.annotators=["expert"]')).toEqual({ label: { annotators: ["expert"] } });
    expect(() => parseSetting("ppo.klCoef")).toThrow(/expected key=value/);
  });

  it("names the nearest key for a misspelt one", () => {
    const input = mergeConfig(PRESETS.smoke, { ppo: { klCoeff: 0.1 } });
    expect(() => parseConfig(LoopConfig, input, "config")).toThrow(
      "ppo.klCoeff: unknown key; did you mean ppo.klCoef?",
    );
  });

  it("says what was expected and what came", () => {
    const input = mergeConfig(PRESETS.smoke, { ppo: { klCoef: "big" } });
    expect(() => parseConfig(LoopConfig, input, "--set")).toThrow(/ppo\.klCoef: expected number.*got "big"/);
  });

  it("requires exactly one of world and data", () => {
    expect(() => parseConfig(LoopConfig, {}, "config")).toThrow(/exactly one of world and data/);
    expect(() => parseConfig(LoopConfig, { world: {}, data: {} }, "config")).toThrow(/exactly one of world and data/);
  });

  it("accepts every preset and fills the defaults", () => {
    for (const preset of Object.values(PRESETS)) expect(parseConfig(LoopConfig, preset, "preset").ppo.lam).toBe(0.95);
  });

  it("gives equal values equal text", () => {
    expect(canonicalJson({ b: [1, { d: 2, c: undefined }], a: null })).toBe('{"a":null,"b":[1,{"d":2}]}');
  });

  it("offers no name when none is near", () => {
    expect(nearestName("zzzzzz", ["klCoef", "lr"])).toBeNull();
  });

  it("refuses a key __proto__ as it refuses any other unknown key, at every level", () => {
    for (const text of ['{"__proto__":{"ppo":{"lr":1}}}', '{"ppo":{"__proto__":{"lr":1}}}']) {
      const input = mergeConfig(PRESETS.smoke, JSON.parse(text));
      expect(() => parseConfig(LoopConfig, input, "config")).toThrow(/__proto__: unknown key/);
    }
    expect("lr" in {}).toBe(false);
  });

  it("answers a million unknown keys, a value of a megabyte and a path of a million parts in a line", () => {
    const started = performance.now();
    const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`k${i}`, 1]));
    const refused = (input: unknown): string => {
      try {
        parseConfig(LoopConfig, mergeConfig(PRESETS.smoke, input), "config");
      } catch (error) {
        return String(error);
      }
      throw new Error("expected it to be refused");
    };
    expect(refused(many)).toContain("and 99980 more unknown keys");
    expect(refused({ ppo: { lr: "x".repeat(1e6) } }).length).toBeLessThan(400);
    expect(() => parseSetting(`${"a.".repeat(1e6)}a=1`)).toThrow(/at most 16 parts/);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it("shows bidirectional and control characters of a config instead of printing them", () => {
    expect(() => parseConfig(LoopConfig, mergeConfig(PRESETS.smoke, { "\u202eppo\u001b": 1 }), "c")).toThrow(
      "\\u202eppo\\u001b",
    );
  });
});
