import { OverOptimizationConfig, OVEROPTIMIZATION_PRESETS, parseConfig } from "@rlhf/domain";
import { initBackend } from "@rlhf/tensor";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { meanCurve } from "./analysis";
import { ARM_NAMES } from "./arms";
import { runOverOptimization, type OverOptimization } from "./run";
import { writeOverOptimization } from "./write";

const out = mkdtempSync(path.join(tmpdir(), "rlhf-experiment-"));
let result: OverOptimization;

beforeAll(async () => {
  const { precision } = await initBackend({ backend: "auto", precision: "float32" });
  result = await runOverOptimization({
    config: parseConfig(OverOptimizationConfig, OVEROPTIMIZATION_PRESETS.small, "small"),
    ...{ firstSeed: 3, precision, signal: new AbortController().signal, report: () => undefined },
  });
}, 300_000);
afterAll(() => rmSync(out, { recursive: true, force: true }));

describe("over-optimisation, small", () => {
  it("has a curve of every arm and seed, from 0 on and outwards", () => {
    for (const arm of ARM_NAMES) {
      const perSeed = arm === "single" ? 2 : 1; // every member alone
      expect(result.curves["best-of-n"].filter((c) => c.arm === arm)).toHaveLength(2 * perSeed);
      expect(result.curves.rl.filter((c) => c.arm === arm)).toHaveLength(2);
    }
    for (const { points } of [...result.curves["best-of-n"], ...result.curves.rl]) {
      expect(points[0]).toEqual({ distance: 0, gold: 0, proxy: 0 });
      expect(points.slice(1).every((p) => p.distance > 0)).toBe(true);
    }
  });

  it("best-of-n: the proxy never falls, gold rises at first, and Gao's law fits", () => {
    for (const { points } of result.curves["best-of-n"]) {
      points.slice(1).forEach((p, i) => expect(p.proxy).toBeGreaterThan((points[i]?.proxy ?? NaN) - 1e-6));
    }
    for (const { fit, best } of result.analysis["best-of-n"]) {
      expect(best.gold).toBeGreaterThan(0.1);
      expect(fit.alpha).toBeGreaterThan(0);
    }
    // Reward models of different comparisons reach different heights; the law is about each of them.
    const perSeed = result.analysis["best-of-n"].flatMap((a) => a.rSquaredPerSeed).sort((a, b) => a - b);
    console.log(JSON.stringify(perSeed));
    expect(perSeed[perSeed.length >> 1]).toBeGreaterThan(0.9);
  });

  it("PPO without penalty: the proxy rises while gold ends below its start", () => {
    for (const arm of ARM_NAMES) {
      const last = meanCurve(result.curves.rl.filter((c) => c.arm === arm)).at(-1);
      expect(last?.proxy).toBeGreaterThan(0.5);
      expect(last?.gold).toBeLessThan(0);
    }
  });

  it("writes data, figure and the page's tables", async () => {
    const page = path.join(out, "over-optimization.md");
    writeFileSync(page, "before\n<!-- overoptimization -->\nstale\n<!-- /overoptimization -->\nafter\n");
    const { files } = await writeOverOptimization(result, { preset: "small", set: [], out });
    const [data = "", figure = ""] = files;
    expect(Object.keys(JSON.parse(readFileSync(data, "utf8")).curves)).toEqual(["best-of-n", "rl"]);
    expect(readFileSync(figure, "utf8")).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
    expect(readFileSync(figure, "utf8")).not.toContain("NaN");
    const text = readFileSync(page, "utf8");
    expect(text).toMatch(/^before[\s\S]*uncertainty-weighted[\s\S]*after\n$/);
    expect(text).not.toContain("stale");
  });
});
