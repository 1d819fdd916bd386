// What the parent asks of the reading process, and what it hears.
export type Job =
  | { kind: "random"; reader: string; runs: number; seed: number }
  | { kind: "files"; reader: string; files: string[] }
  | { kind: "big"; name: string };

/** An input that broke a promise; the smallest one that was found. */
export type Finding = { problem: string; base64: string };

export type Report = {
  reader: string;
  runs: number;
  accepted: number;
  /** Processor time of the slowest input. */
  worstMs: number;
  /** By how much the peak of resident memory grew; only for a big case, which has its process to itself. */
  peakBytes: number;
  findings: Finding[];
};

/** What was found, for people: reader, what it did, and the input. */
export const problems = (reports: readonly Report[]): string[] =>
  reports.flatMap(({ reader, findings }) => findings.map(({ problem, base64 }) => `${reader}: ${problem} ${base64}`));
