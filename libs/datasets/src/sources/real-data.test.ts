import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { all, fileOf } from "./data-file.test-bytes";
import { openDataFile } from "./data-file";
import { readPlainText } from "./plain-text";
import { readRecords } from "./read-records";
import { trlLine, type ComparisonRecord } from "./records";

const path = (name: string) => fileURLToPath(new URL(`../../../../../shared/data/${name}`, import.meta.url));
function itWith(name: string) {
  const isThere = existsSync(path(name));
  if (!isThere) console.warn(`skipped: ${name} is not in ../shared/data`);
  return it.skipIf(!isThere);
}

async function comparisons(name: string) {
  const events = await all(readRecords(openDataFile(path(name)), "comparison"));
  const records = events.flatMap((e): ComparisonRecord[] => (e.kind === "record" ? [e.record] : []));
  const refused = events.flatMap((e) => (e.kind === "refused" ? [`${e.line}: ${e.reason}`] : []));
  return { records, refused, rows: events.length };
}

async function expectRoundTrip(records: ComparisonRecord[]) {
  const back = await all(readRecords(fileOf(records.map(trlLine).join("")), "comparison"));
  expect(back.map((e) => e.kind === "record" && e.record)).toStrictEqual(records);
}

describe("data of others", () => {
  const hhRlhf = [
    ["hh-rlhf/harmless-base-first500.jsonl", 500],
    ["hh-rlhf/harmless-base-test-mild.jsonl", 647],
  ] as const;
  for (const [name, rows] of hhRlhf) {
    itWith(name)(`${name}: every pair is two answers to one prompt`, async () => {
      const read = await comparisons(name);
      expect(read.rows).toBe(rows);
      expect(read.refused).toEqual([]);
      for (const { prompt, chosen, rejected } of read.records) {
        expect(prompt).toMatch(/^\n\nHuman:[^]*\n\nAssistant:$/);
        expect(chosen).not.toBe(rejected);
      }
      await expectRoundTrip(read.records);
    });
  }

  itWith("dpo-demo/dpo_en_demo.json")("dpo-demo: 300 conversations from one JSON array", async () => {
    const read = await comparisons("dpo-demo/dpo_en_demo.json");
    expect(read.refused).toEqual([]);
    expect(read.rows).toBe(300);
    await expectRoundTrip(read.records);
  });

  for (const name of ["tinyshakespeare/input.txt", "wikitext-2/valid.txt"]) {
    itWith(name)(`${name}: documents laid end to end are the file`, async () => {
      const bytes = await all(openDataFile(path(name)).bytes);
      const events = await all(readPlainText(openDataFile(path(name))));
      const text = events.map((e) => (e.kind === "record" ? e.record.text : `<${e.kind}>`)).join("");
      expect(text).toBe(Buffer.concat(bytes).toString("utf8"));
      expect(events.length).toBeGreaterThan(500);
    });
  }

  it("names a file that is not there", async () => {
    await expect(all(readPlainText(openDataFile("no/such/file.txt")))).rejects.toThrow(
      /expected a readable file.*ENOENT/,
    );
  });
});
