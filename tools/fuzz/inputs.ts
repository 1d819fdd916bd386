import fc from "fast-check";
import type { Reader } from "./readers";

type Edit = { at: number; remove: number; put: Uint8Array };

/** A file, and more that were damaged further: by bytes alone, which is a hundred times cheaper than a new file. */
export function familiesOf(reader: Reader, { size }: { size: number }): fc.Arbitrary<Uint8Array[]> {
  return fc.tuple(inputsOf(reader), fc.integer()).map(([file, seed]) => {
    const random = generator(seed);
    return [file, ...Array.from({ length: size - 1 }, () => scratched(file, random))];
  });
}

/** One to three places: a bit turned, a byte replaced, a stretch lost or doubled. */
function scratched(file: Uint8Array, random: () => number): Uint8Array {
  let bytes = Uint8Array.from(file);
  for (let left = 1 + Math.floor(3 * random()); left > 0; left--) {
    const at = Math.floor(random() * bytes.length);
    const kind = random();
    const stretch = bytes.subarray(at, at + 1 + Math.floor(20 * random()));
    if (kind < 0.3) bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(8 * random()));
    else if (kind < 0.6) bytes[at] = 256 * random();
    else if (kind < 0.8) bytes = join([bytes.subarray(0, at), bytes.subarray(at + stretch.length)]);
    else bytes = join([bytes.subarray(0, at), stretch, bytes.subarray(at)]);
  }
  return bytes;
}

/** Mulberry32. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Bytes for a reader: noise, words of its format in any order, and valid files that were damaged a few times. */
export function inputsOf({ valid, words }: Reader): fc.Arbitrary<Uint8Array> {
  const word = fc.constantFrom(...words).map((text) => new TextEncoder().encode(text));
  const patch = fc.oneof(fc.uint8Array({ maxLength: 3 }), word, fc.constant(new Uint8Array()));
  const edit = fc.record({
    at: fc.nat({ max: 100_000 }),
    remove: fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 60 })),
    put: patch,
  });
  const damaged = fc
    .tuple(fc.constantFrom(...valid), fc.array(edit, { maxLength: 4 }))
    .map(([file, edits]) => edits.reduce(applied, file));
  return fc.oneof(
    { arbitrary: damaged, weight: 6 },
    { arbitrary: fc.array(word, { maxLength: 30 }).map(join), weight: 2 },
    { arbitrary: fc.uint8Array({ maxLength: 200 }), weight: 1 },
    { arbitrary: fc.string({ unit: "binary", maxLength: 100 }).map((s) => new TextEncoder().encode(s)), weight: 1 },
  );
}

function applied(file: Uint8Array, { at, remove, put }: Edit): Uint8Array {
  const from = at % (file.length + 1);
  return join([file.subarray(0, from), put, file.subarray(from + remove)]);
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
