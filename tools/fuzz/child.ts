// The process that reads. It may write no file and start no program (Node's permission model), so a reader that did would
// fail here; if it hangs, runs out of memory or dies, the parent sees that.
import fc from "fast-check";
import { readFileSync, writeFileSync } from "node:fs";
import { familiesOf } from "./inputs";
import { bigCase } from "./big-cases";
import { isTyped, READERS, type Reader } from "./readers";
import type { Finding, Job, Report } from "./jobs";

/** A second of a quiet machine; on one that others slow down, as much work takes longer. */
const CPU_MS = 1_000 * Math.max(1, pace());
const FAMILY = 10; // inputs from one draw of fast-check
/** Of resident memory, beside ten times the input: V8 grows its young generation and its code in steps. */
const MEMORY_FLOOR = 64 << 20;

/** Readers that break a promise on purpose: the harness has to see each of them. */
const CONTROLS: Record<string, Reader["read"]> = {
  "control: writes a file": () => writeFileSync("written-by-a-reader", ""),
  "control: throws an error without type": () => {
    throw new TypeError("not ours");
  },
  "control: takes too long": () => {
    // processor time as well: on a busy machine 1.2 s of the clock were too little, and the control was not seen
    const before = process.cpuUsage();
    while (cpuMs(before) < 1.2 * CPU_MS);
  },
};

const readerOf = (name: string): Reader["read"] => {
  const read = READERS[name]?.read ?? CONTROLS[name];
  if (!read) throw new Error(`no reader is called ${name}`);
  return read;
};

function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

/**
 * How many times longer than on a quiet machine (docs/LOG.md, 2026-11-27) a fixed piece of reading takes here and now.
 * Little at a time, many times: the growth of memory is measured after it.
 */
function pace(): number {
  const QUIET_MS = 70;
  const text = `[${'{"prompt":"a","chosen":"b","rejected":"c"},'.repeat(1_000)}{}]`;
  const before = process.cpuUsage();
  for (let round = 0; round < 100; round++) {
    const rows = JSON.parse(text) as object[];
    if (new Set(rows.map((row) => JSON.stringify(row))).size !== 2)
      throw new Error("the pace was measured on other rows");
  }
  return cpuMs(before) / QUIET_MS;
}

type Outcome = { ms: number; accepted: boolean; problem: string | null };

/** Processor time rather than time: others may be working on this machine. */
async function attempt(read: Reader["read"], bytes: Uint8Array): Promise<Outcome> {
  const before = process.cpuUsage();
  let accepted = true;
  let problem: string | null = null;
  try {
    await read(bytes);
  } catch (error) {
    accepted = false;
    if (!isTyped(error)) problem = `threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }
  const ms = cpuMs(before);
  if (problem === null && ms > CPU_MS) problem = `took ${Math.round(ms)} ms`;
  if (problem === null && "polluted" in {}) problem = "changed the prototype of objects";
  return { ms, accepted, problem };
}

async function random(job: Extract<Job, { kind: "random" }>): Promise<Report> {
  const reader = READERS[job.reader];
  if (!reader) throw new Error(`no reader is called ${job.reader}`);
  const report: Report = { reader: job.reader, runs: 0, accepted: 0, worstMs: 0, peakBytes: 0, findings: [] };
  let found: Finding | null = null; // of the smallest family so far
  const property = fc.asyncProperty(familiesOf(reader, { size: FAMILY }), async (family) => {
    for (const bytes of family) {
      const { ms, accepted, problem } = await attempt(reader.read, bytes);
      report.worstMs = Math.max(report.worstMs, ms);
      report.accepted += Number(accepted);
      report.runs += 1;
      if (problem === null) continue;
      found = { problem, base64: Buffer.from(bytes).toString("base64") };
      throw new Error(problem);
    }
  });
  await fc.check(property, { numRuns: Math.ceil(job.runs / FAMILY), seed: job.seed });
  return found === null ? report : { ...report, findings: [found] };
}

async function files(job: Extract<Job, { kind: "files" }>): Promise<Report> {
  const read = readerOf(job.reader);
  const report: Report = { reader: job.reader, runs: 0, accepted: 0, worstMs: 0, peakBytes: 0, findings: [] };
  for (const file of job.files) {
    const { ms, accepted, problem } = await attempt(read, readFileSync(file));
    report.runs += 1;
    report.accepted += Number(accepted);
    report.worstMs = Math.max(report.worstMs, ms);
    if (problem !== null) report.findings.push({ problem: `${file}: ${problem}`, base64: "" });
  }
  return report;
}

/** One large input; the peak of the resident memory is taken before and after. */
async function big(job: Extract<Job, { kind: "big" }>): Promise<Report> {
  const { reader, bytes, memory } = bigCase(job.name);
  const read = readerOf(reader);
  const before = process.resourceUsage().maxRSS;
  const { ms, accepted, problem } = await attempt(read, bytes);
  const peakBytes = 1024 * (process.resourceUsage().maxRSS - before);
  const problems = problem === null ? [] : [problem];
  if (peakBytes > memory * bytes.length + MEMORY_FLOOR)
    problems.push(`took ${peakBytes >> 20} MB for ${(bytes.length / (1 << 20)).toFixed(1)} MB`);
  const findings = problems.map((found) => ({ problem: found, base64: "" }));
  return { reader, runs: 1, accepted: Number(accepted), worstMs: ms, peakBytes, findings };
}

async function run(job: Job): Promise<Report> {
  if (job.kind === "random") return random(job);
  return job.kind === "files" ? files(job) : big(job);
}

const jobs = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as Job[];
for (const job of jobs) {
  process.stdout.write(`${JSON.stringify({ begins: job })}\n`);
  process.stdout.write(`${JSON.stringify({ report: await run(job) })}\n`);
}
