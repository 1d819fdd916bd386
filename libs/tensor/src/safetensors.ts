// The safetensors container: 8 bytes of little-endian header length, a JSON header, then the tensors' bytes end to end.
// Format: https://github.com/huggingface/safetensors (header <= 100 MB; offsets contiguous; no executable content).
import { CheckpointError } from "@rlhf/domain";
import type { NamedArrays } from "./params";
import { isRecord, parseHeader } from "./safetensors-header";

const BYTES = { F64: 8, F32: 4, F16: 2, BF16: 2, I64: 8, I32: 4, U8: 1, BOOL: 1 } as const;
type Dtype = keyof typeof BYTES;
type Entry = { name: string; dtype: Dtype; shape: number[]; begin: number; end: number };

/** Arrays as float32 in the order given; names and metadata as UTF-8. */
export function encodeSafetensors(arrays: NamedArrays, metadata: Record<string, string> = {}): Uint8Array {
  const header: Record<string, unknown> = Object.keys(metadata).length > 0 ? { __metadata__: metadata } : {};
  let offset = 0;
  for (const [name, { shape, values }] of Object.entries(arrays)) {
    if (values.length !== sizeOf(name, shape))
      throw new CheckpointError(`${name}: expected [${shape.join(", ")}] to hold its ${values.length} values`);
    header[name] = { dtype: "F32", shape, data_offsets: [offset, offset + values.byteLength] };
    offset += values.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const padded = Math.ceil(json.length / 8) * 8; // tensors start aligned; spaces are valid JSON
  const bytes = new Uint8Array(8 + padded + offset).fill(0x20, 8, 8 + padded);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true);
  bytes.set(json, 8);
  let at = 8 + padded;
  for (const { values } of Object.values(arrays)) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return bytes;
}

/**
 * Every tensor as float32. F64 (rounded), F32, F16, BF16, I64, I32, U8 and BOOL are read; integers must be exact in float32.
 * @throws CheckpointError for every malformed file, with what was expected and what came.
 */
export function decodeSafetensors(bytes: Uint8Array): { arrays: NamedArrays; metadata: Record<string, string> } {
  const { header, dataStart } = parseHeader(bytes);
  const metadata = metadataOf(header["__metadata__"]);
  const entries = Object.entries(header)
    .filter(([name]) => name !== "__metadata__")
    .map(([name, value]) => entryOf(name, value));
  checkCoverage(entries, bytes.length - dataStart);
  const arrays: NamedArrays = {};
  for (const { name, dtype, shape, begin, end } of entries) {
    const values = READ[dtype](bytes.slice(dataStart + begin, dataStart + end), name);
    Object.defineProperty(arrays, name, {
      value: { shape, values },
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return { arrays, metadata };
}

function metadataOf(value: unknown): Record<string, string> {
  if (value === undefined) return {};
  if (!isRecord(value)) throw new CheckpointError("__metadata__: expected an object of strings");
  return Object.fromEntries(
    Object.entries(value).map(([key, text]): [string, string] => {
      if (typeof text !== "string") throw new CheckpointError(`__metadata__.${key}: expected a string`);
      return [key, text];
    }),
  );
}

const isDtype = (value: unknown): value is Dtype => typeof value === "string" && value in BYTES;
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

function entryOf(name: string, value: unknown): Entry {
  if (!isRecord(value)) throw new CheckpointError(`${name}: expected {dtype, shape, data_offsets}`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (!isDtype(dtype))
    throw new CheckpointError(`${name}: expected dtype ${Object.keys(BYTES).join(", ")}, got ${JSON.stringify(dtype)}`);
  if (!Array.isArray(shape) || !shape.every(isCount))
    throw new CheckpointError(`${name}: expected a shape of whole numbers, got ${JSON.stringify(shape)}`);
  const [begin, end]: unknown[] = Array.isArray(offsets) && offsets.length === 2 ? offsets : [];
  if (!isCount(begin) || !isCount(end) || end < begin)
    throw new CheckpointError(`${name}: expected data_offsets [begin, end], got ${JSON.stringify(offsets)}`);
  const needed = sizeOf(name, shape) * BYTES[dtype];
  if (end - begin !== needed)
    throw new CheckpointError(
      `${name}: expected ${needed} bytes for ${dtype} [${shape.join(", ")}], got ${end - begin}`,
    );
  return { name, dtype, shape, begin, end };
}

function sizeOf(name: string, shape: number[]): number {
  const size = shape.reduce((n, d) => n * d, 1);
  if (!Number.isSafeInteger(size * 8)) throw new CheckpointError(`${name}: shape [${shape.join(", ")}] is too large`);
  return size;
}

/** Tensors must tile the data section: no gap, no overlap, nothing left over. */
function checkCoverage(entries: readonly Entry[], length: number): void {
  let at = 0;
  for (const { name, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== at) throw new CheckpointError(`${name}: expected data to begin at ${at}, got ${begin}`);
    at = end;
  }
  if (at !== length) throw new CheckpointError(`expected ${at} bytes of tensor data as the header says, got ${length}`);
}

const READ: Record<Dtype, (bytes: Uint8Array, name: string) => Float32Array> = {
  F64: (b) => read(b, 8, (view, at) => view.getFloat64(at, true)),
  F32: (b) => read(b, 4, (view, at) => view.getFloat32(at, true)),
  F16: (b) => read(b, 2, (view, at) => halfToFloat(view.getUint16(at, true))),
  BF16: (b) => {
    const word = new DataView(new ArrayBuffer(4));
    return read(b, 2, (view, at) => {
      word.setUint16(2, view.getUint16(at, true), true);
      return word.getFloat32(0, true);
    });
  },
  I64: (b, name) => read(b, 8, (view, at) => exact(Number(view.getBigInt64(at, true)), name)),
  I32: (b, name) => read(b, 4, (view, at) => exact(view.getInt32(at, true), name)),
  U8: (b) => read(b, 1, (view, at) => view.getUint8(at)),
  BOOL: (b) => read(b, 1, (view, at) => view.getUint8(at)),
};

function read(bytes: Uint8Array, width: number, get: (view: DataView, at: number) => number): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.length / width }, (_, i) => get(view, i * width));
}

function exact(value: number, name: string): number {
  if (Math.fround(value) !== value || !Number.isSafeInteger(value))
    throw new CheckpointError(`${name}: expected integers that float32 holds exactly, got ${value}`);
  return value;
}

/** IEEE 754 binary16. */
function halfToFloat(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
