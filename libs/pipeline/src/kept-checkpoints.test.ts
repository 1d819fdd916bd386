import { BackendError, type Backend } from "@rlhf/domain";
import { initBackend } from "@rlhf/tensor";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { Fixture, goOnFrom } from "./testing-fixtures";
import { TRAINERS } from "./testing-trainers";

const FIXTURES = path.resolve(import.meta.dirname, "../fixtures");
const root = mkdtempSync(path.join(os.tmpdir(), "kept-checkpoints-"));
cpSync(FIXTURES, root, { recursive: true }); // opening a store makes folders
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Relative, of each metric: they were recorded on cpu, whose sums run in another order than native's. */
const BOUNDS: [Backend, number][] = [
  ["cpu", 1e-5],
  ["native", 1e-3],
];
const versions = readdirSync(FIXTURES);
const cases = versions.flatMap((version) => TRAINERS.map((name) => ({ version, name })));

it("are kept for every trainer of at least one version", () => expect(cases.length).toBeGreaterThanOrEqual(3));

describe.each(cases)("the $name checkpoint that version $version wrote", ({ version, name }) => {
  it.each(BOUNDS)("loads, and goes on as it did then, on %s", async (backend, bound) => {
    try {
      await initBackend({ backend, precision: "float32" });
    } catch (error) {
      if (!(error instanceof BackendError)) throw error;
      return console.log(`left out: ${error.message}`);
    }
    const folder = path.join(root, version);
    const { manifestSha256, next } = Fixture.parse(JSON.parse(readFileSync(path.join(folder, `${name}.json`), "utf8")));
    const got = await goOnFrom(name, { root: folder, manifestSha256 });
    expect(got).toHaveLength(next.length);
    for (const [step, metrics] of next.entries()) {
      const found = new Map(Object.entries(got[step] ?? {}));
      for (const [key, value] of Object.entries(metrics)) {
        const error = Math.abs((found.get(key) ?? NaN) - value);
        expect(error, `${key}, ${step + 1} steps after`).toBeLessThanOrEqual(bound * Math.max(1e-2, Math.abs(value)));
      }
    }
  });
});
