import { CheckpointError } from "@rlhf/domain";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeSafetensors, encodeSafetensors } from "./safetensors";

/** A file of this header text and data; `length` overrides the header length written. */
function file(header: string | object, data: number[] | Uint8Array = [], length?: bigint): Uint8Array {
  const json = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

const four = [0, 0, 128, 63]; // 1.0
const entry = (o: object = {}) => ({ dtype: "F32", shape: [1], data_offsets: [0, 4], ...o });

describe("safetensors", () => {
  it("come back equal, names, shapes, bits and metadata", () => {
    const values = fc.float32Array({ maxLength: 12 }).map((a) => a.slice());
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), values), (record) => {
        fc.pre(!("__metadata__" in record) && !Object.keys(record).includes("__proto__"));
        const arrays = Object.fromEntries(
          Object.entries(record).map(([k, v]) => [k, { shape: [v.length], values: v }]),
        );
        const back = decodeSafetensors(encodeSafetensors(arrays, { step: "7" }));
        expect(back).toEqual({ arrays, metadata: { step: "7" } });
      }),
    );
  });

  it("start their data on a multiple of eight", () => {
    const bytes = encodeSafetensors({ x: { shape: [1], values: Float32Array.of(1) } });
    expect(Number(new DataView(bytes.buffer).getBigUint64(0, true)) % 8).toBe(0);
  });

  it("hold half, bfloat16 and exact integers too", () => {
    const header = {
      half: { dtype: "F16", shape: [4], data_offsets: [0, 8] },
      brain: { dtype: "BF16", shape: [1], data_offsets: [8, 10] },
      long: { dtype: "I64", shape: [1], data_offsets: [10, 18] },
      flag: { dtype: "BOOL", shape: [2], data_offsets: [18, 20] },
      scalar: { dtype: "F32", shape: [], data_offsets: [20, 24] },
      none: { dtype: "F32", shape: [0, 3], data_offsets: [24, 24] },
    };
    const half = [0x00, 0x3c, 0x01, 0x00, 0x00, 0xfc, 0x00, 0xc5]; // 1, 2^-24, -inf, -5
    const data = [...half, 0x20, 0xc1, 5, 0, 0, 0, 0, 0, 0, 0, 1, 0, ...four];
    const { arrays } = decodeSafetensors(file(header, data));
    expect([...(arrays["half"]?.values ?? [])]).toEqual([1, 2 ** -24, -Infinity, -5]);
    expect(arrays["brain"]?.values[0]).toBe(-10);
    expect(arrays["long"]?.values[0]).toBe(5);
    expect([...(arrays["flag"]?.values ?? [])]).toEqual([1, 0]);
    expect(arrays["scalar"]).toEqual({ shape: [], values: Float32Array.of(1) });
    expect(arrays["none"]).toEqual({ shape: [0, 3], values: new Float32Array() });
  });

  const malformed: Record<string, Uint8Array> = {
    nothing: new Uint8Array(),
    "seven bytes": new Uint8Array(7),
    "a header length of 0": file("", [], 0n),
    "a header length with the sign bit": file("{}", [], 2n ** 63n),
    "a header length beyond the file": file("{}", [], 3n),
    "a header over 100 MB": file("{}", [], 100_000_001n),
    "a header that is no JSON": file("{"),
    "a header that is no object": file("[]"),
    "a header that starts with a space": file(" {}"),
    "a name of eight megabytes": file(`{"${"x".repeat(8e6)}":1}`),
    "a header a million levels deep": file(`{"x":${"[".repeat(1e6)}${"]".repeat(1e6)}}`),
    "a key of an entry twice": file('{"x":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}', four),
    "a header that is no UTF-8": file("{}", [], 2n).fill(0xff, 8, 10),
    "bytes after the tensors": file({ x: entry() }, [...four, 0]),
    "too few bytes": file({ x: entry() }, [0, 0, 0]),
    "overlapping tensors": file({ x: entry(), y: entry({ data_offsets: [2, 6] }) }, [...four, 0, 0]),
    "a gap": file({ x: entry(), y: entry({ data_offsets: [5, 9] }) }, [...four, 0, ...four]),
    "a first tensor not at 0": file({ x: entry({ data_offsets: [1, 5] }) }, [0, ...four]),
    "a tensor twice": file(
      '{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
      four,
    ),
    "a tensor twice, once escaped": file(
      '{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"\\u0078":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
      four,
    ),
    "a shape that needs other bytes": file({ x: entry({ shape: [2] }) }, four),
    "a negative dimension": file({ x: entry({ shape: [-1] }) }, four),
    "a broken dimension": file({ x: entry({ shape: [1.5] }) }, four),
    "a shape that overflows": file({ x: entry({ shape: [2 ** 30, 2 ** 30] }) }, four),
    "a zero-size shape that overflows": file({ x: entry({ shape: [2 ** 53, 0] }) }, four),
    "a negative offset": file({ x: entry({ data_offsets: [-4, 0] }) }, four),
    "offsets the wrong way round": file({ x: entry({ data_offsets: [4, 0] }) }, four),
    "one offset": file({ x: entry({ data_offsets: [4] }) }, four),
    "an unknown dtype": file({ x: entry({ dtype: "F8" }) }, four),
    "a dtype of the prototype": file({ x: entry({ dtype: "toString" }) }, four),
    "an entry that is null": file({ x: null }),
    "metadata that is no text": file({ __metadata__: { a: 1 } }),
    "metadata that is no object": file({ __metadata__: [] }),
    "an integer float32 cannot hold": file({ x: entry({ dtype: "I32", shape: [1] }) }, [1, 0, 0, 1]),
  };
  it.each(Object.entries(malformed))("are refused with %s", (_, bytes) => {
    expect(() => decodeSafetensors(bytes)).toThrow(CheckpointError);
  });

  it("cut or flipped anywhere, decode or are refused with a CheckpointError", () => {
    const whole = encodeSafetensors({
      a: { shape: [2, 2], values: Float32Array.of(1, 2, 3, 4) },
      b: { shape: [1], values: Float32Array.of(5) },
    });
    for (let cut = 0; cut < whole.length; cut++)
      expect(() => decodeSafetensors(whole.slice(0, cut))).toThrow(CheckpointError);
    for (let bit = 0; bit < 8 * whole.length; bit++) {
      const bytes = whole.slice();
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      try {
        decodeSafetensors(bytes);
      } catch (error) {
        expect(error, `bit ${bit}`).toBeInstanceOf(CheckpointError);
      }
    }
  });
});
