// Counter-based random numbers: the stream of a (seed, purpose, step, row) can be read from anywhere, in any order of rows.

export type PhiloxKey = { seed: number; purpose: string; step?: number; row?: number };

/** Key and the three fixed counter words of a stream; the first counter word is the block's number. */
export type PhiloxStream = { key: readonly [number, number]; counter: readonly [number, number, number] };

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;

/** High 32 bits of the 64-bit product of two unsigned 32-bit integers. */
function mulHigh(a: number, b: number): number {
  const [aLow, aHigh, bLow, bHigh] = [a & 0xffff, a >>> 16, b & 0xffff, b >>> 16];
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16); // < 2^32
  const carry = (middle & 0xffff) + aLow * bHigh; // < 2^32 + 2^16
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) >>> 0;
}

/**
 * One block of Philox4x32-10: four unsigned 32-bit words from a counter of four and a key of two.
 * @source Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3", SC11
 */
export function philox4x32(
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
): [number, number, number, number] {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const high0 = mulHigh(MULTIPLIER_0, c0);
    const low0 = Math.imul(MULTIPLIER_0, c0) >>> 0;
    const high1 = mulHigh(MULTIPLIER_1, c2);
    const low1 = Math.imul(MULTIPLIER_1, c2) >>> 0;
    [c0, c1, c2, c3] = [(high1 ^ c1 ^ k0) >>> 0, low1, (high0 ^ c3 ^ k1) >>> 0, low0];
    k0 = (k0 + WEYL_0) >>> 0;
    k1 = (k1 + WEYL_1) >>> 0;
  }
  return [c0, c1, c2, c3];
}

/** 32-bit FNV-1a of a purpose's UTF-16 units. */
function purposeWord(purpose: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < purpose.length; i++) hash = Math.imul(hash ^ purpose.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}

/** key = (seed's low, high 32 bits); counter = (block, row, step, hash of purpose). Seeds are safe integers. */
export function philoxStream({ seed, purpose, step = 0, row = 0 }: PhiloxKey): PhiloxStream {
  const high = Math.floor(seed / 2 ** 32);
  return { key: [seed >>> 0, high >>> 0], counter: [row >>> 0, step >>> 0, purposeWord(purpose)] };
}

/** The random numbers of one (seed, purpose, step, row). */
export class Philox {
  readonly #stream: PhiloxStream;
  #drawn = 0;
  #block: [number, number, number, number] = [0, 0, 0, 0];

  constructor(key: PhiloxKey) {
    this.#stream = philoxStream(key);
  }

  nextUint32(): number {
    const lane = this.#drawn % 4;
    if (lane === 0) this.#block = philox4x32([Math.floor(this.#drawn / 4), ...this.#stream.counter], this.#stream.key);
    this.#drawn++;
    return this.#block[lane] ?? 0;
  }

  /** Uniform in [0, 1), 24 bits: exact in float32. */
  uniform(): number {
    return (this.nextUint32() >>> 8) * 2 ** -24;
  }

  /** Standard normal. @source Box & Muller 1958 */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log((this.nextUint32() + 1) * 2 ** -32)); // (0, 1]: never log 0
    return radius * Math.cos(2 * Math.PI * this.nextUint32() * 2 ** -32);
  }

  /** Uniform integer in 0 … n-1, without modulo bias. */
  int(n: number): number {
    const limit = 2 ** 32 - (2 ** 32 % n);
    for (;;) {
      const word = this.nextUint32();
      if (word < limit) return word % n;
    }
  }

  /** A shuffled copy. @source Fisher–Yates, Knuth vol. 2, 3.4.2 P */
  shuffle<T>(items: readonly T[]): T[] {
    const order = Int32Array.from(items.keys());
    for (let i = order.length - 1; i > 0; i--) {
      const j = this.int(i + 1);
      [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
    }
    return [...order].flatMap((i) => items.slice(i, i + 1));
  }
}
