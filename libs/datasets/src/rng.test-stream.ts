import type { Rng } from "./rng";

/** A seeded counter-based stream for tests: splitmix32 of (seed, counter); the product uses Philox of `@rlhf/tensor`. */
export function testStream(seed: number): Rng {
  let counter = 0;
  const uniform = () => mix((mix(seed) + Math.imul(++counter, 0x9e3779b9)) >>> 0) / 2 ** 32;
  return {
    uniform,
    int: (n) => Math.floor(uniform() * n),
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  };
}

function mix(x: number): number {
  let z = (x + 0x9e3779b9) >>> 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return (z ^ (z >>> 15)) >>> 0;
}
