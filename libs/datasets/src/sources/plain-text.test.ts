import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { all, fileOf } from "./data-file.test-bytes";
import { readPlainText } from "./plain-text";

async function texts(content: string | Uint8Array, maxChars?: number): Promise<string[]> {
  const events = await all(readPlainText(fileOf(content, 7), maxChars === undefined ? {} : { maxChars }));
  return events.flatMap((e) => (e.kind === "record" ? [e.record.text] : []));
}

describe("readPlainText", () => {
  it("gives documents that laid end to end are the text, none longer than the limit", async () => {
    const word = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }).filter((s) => !/[\0\r\n\uFEFF]/.test(s));
    const separator = fc.constantFrom(" ", "\n", "\n\n", " ");
    const text = fc
      .array(fc.tuple(word, separator), { minLength: 1, maxLength: 60 })
      .map((parts) => parts.map(([w, s], i) => `${i}${w}${s}`).join(""));
    await fc.assert(
      fc.asyncProperty(text, async (content) => {
        const events = await all(readPlainText(fileOf(content, 11), { maxChars: 30 }));
        const records = events.map((e) => (e.kind === "record" ? e.record.text : ""));
        if (events.some((e) => e.kind === "duplicate")) return;
        expect(records.join("")).toBe(content);
        expect(Math.max(...records.map((r) => r.length))).toBeLessThanOrEqual(30);
      }),
      { numRuns: 500 },
    );
  });

  it("cuts at an empty line once a document is half full", async () => {
    expect(await texts("first part\n\nsecond part\n", 20)).toEqual(["first part\n", "\nsecond part\n"]);
  });

  it("turns CRLF into LF and drops the byte order mark", async () => {
    expect(await texts("\uFEFFa\r\nb\r\n")).toEqual(["a\nb\n"]);
  });

  it("never cuts a character in two, even where one is wider than the limit", async () => {
    expect(await texts("😀😁", 3)).toEqual(["😀", "😁"]);
  });

  it("refuses lines with NUL or without UTF-8 and reads the rest", async () => {
    const bytes = new Uint8Array([0x61, 0x0a, 0x00, 0x0a, 0xff, 0x0a, 0x62]);
    const events = await all(readPlainText(fileOf(bytes)));
    expect(events.map((e) => (e.kind === "refused" ? e.line : e.kind))).toEqual([2, 3, "record"]);
    expect(await texts(bytes)).toEqual(["a\nb"]);
  });

  it("throws on a file without text", async () => {
    for (const empty of ["", "\n\n", "  \n"]) await expect(texts(empty)).rejects.toThrow(/got an empty file/);
  });
});
