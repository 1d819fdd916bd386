import { describe, expect, it } from "vitest";
import { bytesToFloats, floatBytes, jsonSha256, portions, storableText } from "./content";

describe("content", () => {
  it("hashes equal JSON alike, whatever the order of its keys", () => {
    expect(jsonSha256({ a: 1, b: { c: 2, d: 3 } })).toBe(jsonSha256({ b: { d: 3, c: 2 }, a: 1 }));
    expect(jsonSha256({ a: 1 })).not.toBe(jsonSha256({ a: 2 }));
  });

  it("replaces what Postgres refuses in a text and leaves all else alone", () => {
    expect(storableText("a\u0000b\uD800c")).toBe("a\uFFFDb\uFFFDc");
    expect(storableText("häßlich 🦊\n")).toBe("häßlich 🦊\n");
  });

  it("gets floats back from their bytes, also out of the middle of a buffer", () => {
    const values = new Float32Array([9, 1.5, -0, Number.NaN, 3e38]).subarray(1);
    const padded = Buffer.concat([Buffer.from([7]), floatBytes(values)]).subarray(1); // not aligned to 4 bytes
    expect(bytesToFloats(padded)).toEqual(values);
  });

  it("cuts rows into portions that put together are the rows", () => {
    const rows = [1, 2, 3, 4, 5];
    expect([...portions(rows, 2)]).toEqual([[1, 2], [3, 4], [5]]);
    expect([...portions([], 2)]).toEqual([]);
  });
});
