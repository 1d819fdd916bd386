import { DataError } from "@rlhf/domain";
import fc from "fast-check";
import { expect, it } from "vitest";
import { all, anyBytes, fileOf } from "./data-file.test-bytes";
import { readPlainText } from "./plain-text";
import { readRecords } from "./read-records";

const kinds = fc.constantFrom("text", "prompt", "demonstration", "comparison", "rated");

it("any 100,000 files end in events or a DataError", async () => {
  const property = fc.asyncProperty(anyBytes, kinds, fc.integer({ min: 1, max: 99 }), async (bytes, kind, size) => {
    for (const events of [readRecords(fileOf(bytes, size), kind), readPlainText(fileOf(bytes, size))]) {
      const outcome = await all<unknown>(events).catch((error: unknown) => error);
      expect(Array.isArray(outcome) || outcome instanceof DataError).toBe(true);
    }
  });
  await fc.assert(property, { numRuns: 100_000 });
});
