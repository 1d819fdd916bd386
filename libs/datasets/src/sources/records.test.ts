import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { all, fileOf } from "./data-file.test-bytes";
import { collectRecords, readRecords } from "./read-records";
import { contentSha256, trlLine, type DataRecord, type RecordKind } from "./records";

const storable = fc.string({ unit: "grapheme" }).filter((s) => !s.includes("\0"));
const messages = fc.array(
  fc.record({ role: fc.constantFrom("system", "user", "assistant", "tool"), content: storable }),
  { minLength: 1, maxLength: 4 },
);
const margin = fc.double({ noNaN: true, noDefaultInfinity: true }).map((m) => m + 0); // JSON has no −0
const RECORDS: Record<RecordKind, fc.Arbitrary<unknown>> = {
  text: fc.record({ text: storable }),
  prompt: fc.oneof(fc.record({ prompt: storable }), fc.record({ prompt: messages })),
  demonstration: fc.oneof(...[storable, messages].map((c) => fc.record({ prompt: c, completion: c }))),
  comparison: fc
    .oneof(
      ...[storable, messages].map((c) =>
        fc.record({ prompt: c, chosen: c, rejected: c, margin }, { requiredKeys: ["prompt", "chosen", "rejected"] }),
      ),
    )
    .filter((r) => JSON.stringify(r.chosen) !== JSON.stringify(r.rejected)),
  rated: fc.oneof(...[storable, messages].map((c) => fc.record({ prompt: c, completion: c, label: fc.boolean() }))),
};
const kinds: RecordKind[] = ["text", "prompt", "demonstration", "comparison", "rated"];

describe.each(kinds)("a %s record", (kind) => {
  it("reads back identical from its TRL line, with the same hash", async () => {
    const distinct = fc.uniqueArray(RECORDS[kind], { minLength: 1, maxLength: 5, selector: (r) => JSON.stringify(r) });
    await fc.assert(
      fc.asyncProperty(distinct, async (generated) => {
        const file = fileOf(generated.map((r) => JSON.stringify(r)).join("\n"));
        const records: DataRecord[] = await collectRecords(file, readRecords(file, kind));
        expect(records).toStrictEqual(generated.map((r) => JSON.parse(JSON.stringify(r)) as unknown));
        const exported = records.map(trlLine).join("");
        const back = await all(readRecords(fileOf(exported, 13), kind));
        expect(back.map((e) => e.kind === "record" && e.record)).toStrictEqual(records);
        expect(back.map((e) => e.kind === "record" && e.sha256)).toEqual(records.map(contentSha256));
        expect(records.map(trlLine).join("")).toBe(exported);
      }),
      { numRuns: 300 },
    );
  });
});

describe("contentSha256", () => {
  it("does not depend on the order of keys", () => {
    const a: DataRecord = { prompt: "p", completion: "c" };
    const b: DataRecord = { completion: "c", prompt: "p" };
    expect(contentSha256(a)).toBe(contentSha256(b));
    expect(contentSha256(a)).not.toBe(contentSha256({ prompt: "pc", completion: "" }));
  });
});
