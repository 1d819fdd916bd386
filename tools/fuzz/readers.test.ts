import { readdirSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BIG_CASES } from "./big-cases";
import { problems } from "./jobs";
import { openReadingProcess, type ReadingProcess } from "./reading-process";
import { READERS } from "./readers";

const CORPUS = path.join(import.meta.dirname, "corpus");
const RUNS = 1_000;
const names = Object.keys(READERS);
let reading: ReadingProcess;
beforeAll(async () => {
  reading = await openReadingProcess();
}, 60_000);
afterAll(() => reading.close());

/** The files of a reader's folder in the corpus; the folder's name is the reader's with dashes for spaces. */
function corpusOf(reader: string): string[] {
  const folder = path.join(CORPUS, reader.replaceAll(" ", "-"));
  return readdirSync(folder).map((file) => path.join(folder, file));
}

describe("what comes from outside", () => {
  it(`is read or refused by every reader, in ${RUNS} damaged files each`, async () => {
    const seed = Date.now() % 2 ** 31;
    const jobs = names.map((reader) => ({ kind: "random", reader, runs: RUNS, seed }) as const);
    const reports = await reading.run(jobs, { timeoutMs: 120_000 });
    expect(problems(reports), `seed ${seed}`).toEqual([]);
    for (const { reader, runs, accepted } of reports) {
      expect(runs, reader).toBe(RUNS);
      const always = READERS[reader]?.always;
      if (always !== "refuses") expect(accepted, `${reader}: some of the inputs have to be valid`).toBeGreaterThan(0);
      if (always !== "accepts") expect(accepted, `${reader}: some have to be refused`).toBeLessThan(runs);
    }
  });

  it("is read or refused in every file of the corpus: named cases and what the fuzzer has found", async () => {
    const jobs = names.map((reader) => ({ kind: "files", reader, files: corpusOf(reader) }) as const);
    const reports = await reading.run(jobs, { timeoutMs: 60_000 });
    expect(problems(reports)).toEqual([]);
    for (const { reader, runs } of reports) expect(runs, reader).toBeGreaterThan(0);
  });

  const quick = Object.entries(BIG_CASES).flatMap(([name, { slow }]) => (slow ? [] : [name]));
  it.each(quick)("is read or refused within a second and ten times its size: %s", async (name) => {
    const [report] = await reading.run([{ kind: "big", name }], { timeoutMs: 60_000 });
    if (!report) throw new Error("expected a report");
    expect(problems([report])).toEqual([]);
  });
});

describe("the harness", () => {
  it.each([
    ["control: writes a file", /Access to this API has been restricted/],
    ["control: throws an error without type", /TypeError: not ours/],
    ["control: takes too long", /took \d{4} ms/],
  ])("sees a reader that breaks its promise: %s", async (reader, message) => {
    const [report] = await reading.run([{ kind: "files", reader, files: [import.meta.filename] }], {
      timeoutMs: 30_000,
    });
    expect(report?.findings[0]?.problem).toMatch(message);
  });
});
