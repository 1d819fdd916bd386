import { describe, expect, it } from "vitest";
import { DataError } from "./errors";
import { escapeControls, parseJson } from "./json";

describe("JSON from outside", () => {
  it("is what JSON.parse reads, up to 64 levels", () => {
    for (const text of ["null", " 1 ", '"a\\"}"', "[]", '{"a":[{"b":{}}],"c":"[{"}', "[".repeat(64) + "]".repeat(64)]) {
      expect(parseJson(text)).toEqual(JSON.parse(text));
    }
  });

  it.each([
    ["a million levels", "[".repeat(1e6), /at most 64 levels/],
    ["a key twice, once escaped", '{"x":{"a":1,"\\u0061":2}}', /each key once, got "a" twice/],
    ["NaN", '{"a":NaN}', /NaN or Infinity/],
    ["a torn text", '{"a', /expected JSON/],
    ["nothing", "", /expected JSON/],
  ])("is refused with %s, for a reason and at once", (_, text, reason) => {
    const started = performance.now();
    expect(() => parseJson(text)).toThrow(DataError);
    expect(() => parseJson(text)).toThrow(reason);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it("holds as many lists and objects as its reader can use, and no more; brackets in texts do not count", () => {
    const text = '{"a":[[1],{"b":"[[[["}]}';
    expect(parseJson(text, { maxLists: 4 })).toEqual(JSON.parse(text));
    expect(() => parseJson(text, { maxLists: 3 })).toThrow("expected at most 3 lists and objects, got more");
  });

  it("shows what would move the cursor, turn the line round or hide in it", () => {
    expect(escapeControls("a\u001b[2J\u202eb\u200b\u0085")).toBe("a\\u001b[2J\\u202eb\\u200b\\u0085");
    expect(escapeControls("naïve 東京 😀")).toBe("naïve 東京 😀");
  });
});
