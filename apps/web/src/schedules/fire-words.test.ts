import { describe, expect, it } from "vitest";
import { fireLook, fireNote, lastFailed, type Fire, type Row } from "./fire-words";

const run = {
  id: "r",
  seq: 1,
  status: "succeeded",
  reason: null,
  seconds: 90,
  winRate: 0.75,
  verdict: "better",
} as const;
const fire = (more: Partial<Fire>): Fire => ({ fireAt: new Date(0), outcome: "run", detail: null, run: null, ...more });

describe("a tick", () => {
  it("looks like its run, or like the reason for which there is none", () => {
    expect(fireLook(fire({ run })).state).toBe("ok");
    expect(fireLook(fire({ run: { ...run, status: "failed" } })).state).toBe("fail");
    expect(fireLook(fire({ outcome: "skipped_few_judgments" })).state).toBe("wait");
    expect(fireLook(fire({ outcome: "failed" })).word).toContain("failed");
  });

  it("says how long it took and what it won, or why it was left out", () => {
    expect(fireNote(fire({ run }))).toBe("1 m 30 s · won 75.0\u2009% (better)");
    expect(fireNote(fire({ outcome: "skipped_few_judgments", detail: "31 of 50" }))).toBe("31 of 50");
  });
});

describe("lastFailed", () => {
  const row = (recent: Fire[]) => ({ recent }) as unknown as Row;
  it("looks past ticks that were left out", () => {
    const bad = fire({ run: { ...run, status: "failed" } });
    expect(lastFailed(row([fire({ outcome: "skipped_overlap" }), bad]))).toBe(true);
    expect(lastFailed(row([fire({ run }), bad]))).toBe(false);
    expect(lastFailed(row([]))).toBe(false);
  });
});
