import { DataError } from "@rlhf/domain";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { all, anyBytes, fileOf } from "./data-file.test-bytes";
import { collectRecords, readRecords } from "./read-records";
import type { RecordKind } from "./records";

const read = (text: string | Uint8Array, kind: RecordKind = "prompt", chunkSize?: number) =>
  all(readRecords(fileOf(text, chunkSize), kind));
async function refusals(text: string | Uint8Array, kind?: RecordKind): Promise<string[]> {
  return (await read(text, kind)).flatMap((e) => (e.kind === "refused" ? [`${e.line}: ${e.reason}`] : []));
}
async function prompts(text: string | Uint8Array, chunkSize?: number): Promise<unknown[]> {
  return (await read(text, "prompt", chunkSize)).map((e) => (e.kind === "record" ? e.record : e.kind));
}
const [A, B] = ['{"prompt":"a"}', '{"prompt":"b"}'];

describe("readRecords", () => {
  it.each([1, 2, 3, 7, 1_000])(
    "reads BOM, CRLF, blank lines and a last line without end, in chunks of %i",
    async (n) => {
      const text = `\uFEFF${A}\r\n\r\n${B}\n{"prompt":"ü€😀"}`;
      expect(await prompts(text, n)).toEqual([{ prompt: "a" }, { prompt: "b" }, { prompt: "ü€😀" }]);
    },
  );

  it.each([1, 2, 5, 1_000])("reads a file that is one JSON array, in chunks of %i", async (n) => {
    const text = ` [\n ${A} ,\n{"prompt":"[{]},\\"\\\\"}\n]\n`;
    const events = await read(text, "prompt", n);
    expect(events.map((e) => [e.line, e.kind === "record" && e.record])).toEqual([
      [2, { prompt: "a" }],
      [3, { prompt: '[{]},"\\' }],
    ]);
  });

  it("names the line and reason of each bad row and reads the rest", async () => {
    const events = await read(`${A}\n{"prompt":1}\nnot json\n${B}\n`);
    expect(events.map((e) => e.kind)).toEqual(["record", "refused", "refused", "record"]);
    expect(await refusals(`${A}\n{"prompt":1}\n`)).toEqual([
      "2: prompt: expected a text or a list of { role, content } messages",
    ]);
  });

  it("refuses NaN, Infinity and numbers that overflow, naming the line", async () => {
    expect(await refusals(`${A}\n{"prompt":"b","score":NaN}\n`)).toEqual([
      "2: expected numbers that JSON has, got NaN or Infinity",
    ]);
    expect((await refusals('{"prompt":"b","x":-Infinity}'))[0]).toMatch(/^1: .*NaN or Infinity/);
    expect((await refusals('{"prompt":"b","x":[1e999]}'))[0]).toMatch(/^1: .*beyond 1.8e308/);
  });

  it("keeps NaN inside a text", async () => {
    expect(await prompts('{"prompt":"NaN \\" Infinity"}')).toEqual([{ prompt: 'NaN " Infinity' }]);
  });

  it("refuses a torn last line and says that the file may be cut off", async () => {
    expect((await refusals(`${A}\n{"prompt":"b`))[0]).toMatch(/^2: .*is the file cut off\?/);
    expect((await refusals(`[${A},{"prompt":"b`))[0]).toMatch(/^1: expected the array to end/);
  });

  it("refuses text after the array", async () => {
    expect((await refusals(`[${A}] x`))[0]).toMatch(/nothing after the array/);
  });

  it("refuses NUL, half surrogates and bytes that are not UTF-8", async () => {
    expect((await refusals('{"prompt":"\\u0000"}'))[0]).toMatch(/NUL/);
    expect((await refusals('{"prompt":"\0"}'))[0]).toMatch(/expected JSON/);
    expect((await refusals('{"prompt":"\\ud800"}'))[0]).toMatch(/surrogate/);
    expect((await refusals(new Uint8Array([0x7b, 0xff, 0x7d])))[0]).toMatch(/expected UTF-8/);
  });

  it("refuses a key given twice, spelled alike or not", async () => {
    expect((await refusals('{"prompt":"a","prompt":"b"}'))[0]).toMatch(/each key once, got "prompt" twice/);
    expect((await refusals('{"prompt":"a","prom\\u0070t":"b"}'))[0]).toMatch(/each key once/);
    expect(await refusals('{"prompt":"a","x":{"prompt":1},"y":[{"k":1},{"k":1}]}')).toEqual([]);
  });

  it("changes no prototype by __proto__ or constructor keys", async () => {
    const row = '{"prompt":"a","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
    expect(await prompts(row)).toEqual([{ prompt: "a" }]);
    expect("polluted" in {}).toBe(false);
    expect((await refusals('{"__proto__":{"prompt":"a"}}'))[0]).toMatch(/^1: prompt/);
  });

  it("refuses a million levels of nesting at once", async () => {
    const started = performance.now();
    expect((await refusals(`{"prompt":${"[".repeat(1e6)}`))[0]).toMatch(/at most 64 levels/);
    expect((await refusals(`{"prompt":${'{"a":'.repeat(1e6)}`))[0]).toMatch(/at most 64 levels/);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it("refuses a line above the limit without keeping it, and reads the next", async () => {
    const text = `{"prompt":"${"x".repeat(100_000)}"}\n${A}\n`;
    const events = await all(readRecords(fileOf(text, 1_000), "prompt", { maxLineBytes: 50_000 }));
    expect(events.map((e) => e.kind)).toEqual(["refused", "record"]);
    expect(events[0]).toMatchObject({ line: 1, reason: "expected at most 50000 bytes, got 100013" });
  });

  it("refuses rows that are no object", async () => {
    expect(await refusals('null\n1\n"a"\ntrue')).toHaveLength(4);
  });

  it("throws on a file without rows", async () => {
    for (const text of ["", "\n \r\n", "\uFEFF", "[]", "[ \n ]"]) {
      await expect(read(text)).rejects.toThrow(/test.jsonl: expected at least one row, got an empty file/);
    }
  });

  it("reports content that was seen before as a duplicate, in one file or across two", async () => {
    const seen = new Set<string>();
    const first = await all(readRecords(fileOf(`${A}\n${B}\n{ "x": 1, "prompt": "a" }`), "prompt", { seen }));
    expect(first.map((e) => e.kind)).toEqual(["record", "record", "duplicate"]);
    const again = await all(readRecords(fileOf(`[${A}, ${B}]`), "prompt", { seen }));
    expect(again.map((e) => e.kind)).toEqual(["duplicate", "duplicate"]);
    expect(seen.size).toBe(2);
  });

  it("ends in a value or a DataError on any bytes", async () => {
    await fc.assert(
      fc.asyncProperty(anyBytes, fc.integer({ min: 1, max: 9 }), async (content, chunkSize) => {
        for (const kind of ["prompt", "comparison"] as const) {
          const outcome = await read(content, kind, chunkSize).catch((error: unknown) => error);
          expect(Array.isArray(outcome) || outcome instanceof DataError).toBe(true);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("collectRecords", () => {
  it("throws with file and line at the first bad row", async () => {
    const file = fileOf(`${A}\n{"prompt":NaN}\n`);
    await expect(collectRecords(file, readRecords(file, "prompt"))).rejects.toThrow(/^test.jsonl:2: expected numbers/);
  });
});
