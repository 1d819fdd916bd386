import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { configurations, native, use } from "./configurations.test-setup";
import { onDisk } from "./disk-arrays";
import { randomSource } from "./float64.test-math";
import { nativeKernels } from "./kernels";

const folder = mkdtempSync(path.join(tmpdir(), "rlhf-disk-arrays-"));
afterAll(() => rmSync(folder, { recursive: true }));

const PAGE = 4096;

/** Bytes of this process' memory that show files of the folder; these have no name any more. */
function resident(): number {
  const mappings = readFileSync("/proc/self/smaps", "utf8").split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m);
  const ours = mappings.filter((text) => text.includes(folder));
  return ours.reduce((sum, text) => sum + 1024 * Number(/^Rss:\s+(\d+) kB/m.exec(text)?.[1]), 0);
}

describe.skipIf(native === undefined)("arrays on disk", () => {
  it("have the values they were made of, and leave no file", () => {
    if (native === undefined) return;
    const random = randomSource(3);
    const arrays = [1, 0, 16, 17, 4096, 5, 16].map((n) => random.floats(n, 1)); // some end with a cache line, the last too
    const disk = onDisk(native, arrays, folder);
    expect(readdirSync(folder)).toEqual([]);
    expect(disk).toEqual(arrays);
    expect(disk.every((array) => array.byteOffset % 64 === 0)).toBe(true);
    expect(onDisk(native, [], folder)).toEqual([]);
  });

  it("say that there is no such folder", () => {
    if (native === undefined) return;
    const addon = native;
    expect(() => onDisk(addon, [new Float32Array(4)], path.join(folder, "absent"))).toThrow(/ENOENT/);
  });

  it.skipIf(process.platform !== "linux").each(configurations)(
    "take memory only while a forward reads them, which has the bits of memory: $isa $precision",
    (configuration) => {
      if (native === undefined) return;
      const kernels = nativeKernels(use(native, configuration));
      const shape = { nLayer: 3, nHead: 2, nEmbd: 128, nCtx: 64, vocabSize: 1024 };
      const c = shape.nEmbd;
      const layer = [c, c, 3 * c * c, 3 * c, c * c, c, c, c, 4 * c * c, 4 * c, 4 * c * c, c];
      const sizes = [shape.vocabSize * c, shape.nCtx * c, ...layer, ...layer, ...layer, c, c];
      const random = randomSource(5);
      const memory = sizes.map((n) => random.floats(n, 0.2));
      const disk = kernels.onDisk(memory, folder);
      const values = (arrays: readonly Float32Array[]) => arrays.map((a) => a.reduce((sum, x) => sum + x, 0));
      const before = resident();
      expect(values(disk)).toEqual(values(memory)); // brings every page
      expect(resident() - before).toBeGreaterThanOrEqual(4 * memory.reduce((sum, a) => sum + a.length, 0));
      const n = 20 * shape.nCtx; // so many that packed copies are not kept
      const rows = {
        tokens: Int32Array.from({ length: n }, (_, i) => (i * 37) % shape.vocabSize),
        positions: Int32Array.from({ length: n }, (_, i) => i % shape.nCtx),
        offsets: Int32Array.from({ length: 21 }, (_, b) => b * shape.nCtx),
      };
      const [fromMemory, fromDisk] = [memory, disk].map((arrays, i) => {
        const hidden = new Float32Array(n * c);
        const weights = { id: 7100 + i, version: 1, arrays };
        kernels.gptTrunkForward({ shape, weights, rows, places: null, keep: false, hidden });
        return hidden;
      });
      expect(fromDisk).toEqual(fromMemory);
      expect(resident() - before).toBeLessThan(sizes.length * 2 * PAGE); // parts of pages at the ends of arrays
    },
  );
});
