import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { Measured } from "./report";

const figure = z.number().nullable();
const Row = z.strictObject({
  engine: z.enum(["ours", "PyTorch", "PyTorch compiled"]),
  precision: z.enum(["float32", "bfloat16"]),
  ...{ tRollout: figure, tScore: figure, tUpdate: figure, tStep: figure },
  ...{ rolloutTokensPerSecond: figure, sftTokensPerSecond: figure },
  ...{ updateGflops: figure, gemmGflops: figure, peakMb: figure },
});
const Measured = z.object({
  workload: z.string(),
  command: z.string().default(""),
  date: z.string(),
  rounds: z.number(),
  threads: z.number(),
  loadAtStart: z.number(),
  rows: z.array(Row),
});

/** The figures measured so far, by workload; none where the file is not there. */
export function readStore(file: string): Record<string, Measured> {
  if (!existsSync(file)) return {};
  return z.record(z.string(), Measured).parse(JSON.parse(readFileSync(file, "utf8")));
}

export function writeStore(file: string, measured: Record<string, Measured>): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(measured, null, 2));
}
