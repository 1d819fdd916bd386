import { expect, it } from "vitest";
import type { Row } from "./measure";
import { markdown, ratios } from "./report";

const row = (engine: Row["engine"], precision: Row["precision"], tStep: number, rest: Partial<Row> = {}): Row => ({
  ...{ tRollout: null, tScore: null, tUpdate: null, rolloutTokensPerSecond: null, sftTokensPerSecond: null },
  ...{ updateGflops: null, gemmGflops: null, peakMb: null },
  ...{ engine, precision, tStep, ...rest },
});
const rows = [
  row("ours", "float32", 2, { peakMb: 300 }),
  row("ours", "bfloat16", 1, { peakMb: 400, updateGflops: 50, gemmGflops: 80 }),
  row("PyTorch", "float32", 3, { peakMb: 900, gemmGflops: 60 }),
  row("PyTorch", "bfloat16", 4, { peakMb: 600, gemmGflops: 100 }),
];

it("divides the best PyTorch row of any precision by our best, and like by like in float32", () => {
  expect(ratios(rows)).toMatchObject({ step: 3, stepFloat32: 1.5, memory: 2, gemmShare: 0.5, rollout: NaN, sft: NaN });
});

it("marks a run on a busy machine and leaves out what was not measured", () => {
  const command = "npm run bench:torch";
  const measured = {
    workload: "W1",
    command,
    date: "2026-01-02T03:04:05Z",
    rounds: 2,
    threads: 2,
    loadAtStart: 6.2,
    rows,
  };
  const machine = { cpu: "CPU", cores: 2, memoryGb: 8, node: "20", torch: "2.15", engine: "native" };
  const text = markdown({ machine, measured: { W1: measured } });
  expect(text).toContain("| W1 | 2026-01-02 03:04 | 6.2 (contended) | 2 | 2 | 3.00 | 1.50 | – | – | 2.00 | 50 % |");
});
