import type { Uniform } from "./interval";

/**
 * A small reproducible generator for places without Philox (the browser): sfc32, 128 bits of state.
 * @source Doty-Humphrey, PractRand; period at least 2³²
 */
export function seededUniform(seed: number): Uniform {
  let [a, b, c, counter] = [seed | 0, Math.floor(seed / 2 ** 32) | 0, 0x9e3779b9 | 0, 1];
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 16; i++) next(); // neighbouring seeds drift apart
  return next;
}
