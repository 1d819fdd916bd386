import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { BIG_CASES } from "./big-cases";
import { problems, type Report } from "./jobs";
import { openReadingProcess, type ReadingProcess } from "./reading-process";
import { READERS } from "./readers";

const RUNS = 100_000;

let reading: ReadingProcess;
beforeAll(async () => {
  reading = await openReadingProcess();
}, 60_000);
afterAll(() => reading.close());

it(`every reader reads or refuses ${RUNS} damaged files; what breaks it joins the corpus`, async () => {
  const seed = Date.now() % 2 ** 31;
  const jobs = Object.keys(READERS).map((reader) => ({ kind: "random", reader, runs: RUNS, seed }) as const);
  const halves = [0, 1].map((half) => jobs.filter((_, i) => i % 2 === half));
  const reports = (await Promise.all(halves.map((half) => reading.run(half, { timeoutMs: 600_000 })))).flat();
  for (const { reader, runs, accepted, worstMs } of reports)
    console.log(`${reader}: ${runs} files, ${accepted} accepted, slowest ${worstMs.toFixed(0)} ms`);
  reports.forEach(keep);
  expect(problems(reports), `seed ${seed}`).toEqual([]);
  for (const { reader, runs } of reports) expect(runs, reader).toBeGreaterThanOrEqual(RUNS);
});

function keep({ reader, findings }: Report): void {
  for (const [i, { base64 }] of findings.entries()) {
    const folder = path.join(import.meta.dirname, "corpus", reader.replaceAll(" ", "-"));
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, `found-${Date.now()}-${i}`), Buffer.from(base64, "base64"));
  }
}

const slow = Object.entries(BIG_CASES).flatMap(([name, big]) => (big.slow ? [name] : []));
it.each(slow)("is read or refused within a second and ten times its size: %s", async (name) => {
  const reports = await reading.run([{ kind: "big", name }], { timeoutMs: 60_000 });
  expect(problems(reports)).toEqual([]);
});
