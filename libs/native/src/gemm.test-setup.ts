// Random matrix products and how far they are from float64.
import type { Addon } from "./addon";
import { at, linear, type randomSource } from "./float64.test-math";

const AWKWARD = [1, 2, 3, 5, 7, 13, 15, 16, 17, 31, 32, 33, 47, 48, 49, 64, 65, 97];

export type Case = { m: number; n: number; k: number; ta: boolean; tb: boolean };

/** Sides of 1, primes and sizes beside the widths of vectors and tiles as often as any other up to 150 (k up to 300). */
export function randomCase(random: ReturnType<typeof randomSource>): Case {
  const side = () => (random.int(0, 2) === 0 ? random.int(1, 150) : (AWKWARD[random.int(0, AWKWARD.length - 1)] ?? 1));
  const small = () => Math.min(side(), 70);
  const long = random.int(0, 3);
  return {
    m: long === 0 ? side() : small(),
    n: long === 1 ? side() : small(),
    k: long === 2 ? side() * 2 : small(),
    ta: random.int(0, 1) === 1,
    tb: random.int(0, 1) === 1,
  };
}

/** Largest error allowed of a product, in units of |A| |B|. */
export const BOUND = { float32: 1e-6, bfloat16: 8e-3 };

/** Product against float64, in units of |A| |B|: the bound on rounding does not depend on cancellation. */
export function error(addon: Addon, { m, n, k, ta, tb }: Case, random: ReturnType<typeof randomSource>): number {
  const [a, b] = [random.floats(m * k), random.floats(k * n)];
  const y = new Float32Array(m * n + 1).fill(12345);
  addon.matmul(m, n, k, 1, ta, tb, a, b, y);
  if (at(y, m * n) !== 12345) return Infinity; // wrote past the end
  const rows = (x: Float32Array, r: number, c: number, t: boolean) =>
    t ? Float64Array.from({ length: r * c }, (_, i) => at(x, (i % c) * r + Math.floor(i / c))) : Float64Array.from(x);
  const [x, w] = [rows(a, m, k, ta), rows(b, k, n, tb)];
  const want = linear(x, w, { n: m, k, m: n });
  const size = linear(x.map(Math.abs), w.map(Math.abs), { n: m, k, m: n });
  return want.reduce((worst, v, i) => {
    const e = v === at(y, i) ? 0 : Math.abs(v - at(y, i)) / at(size, i);
    return e <= worst ? worst : e;
  }, 0);
}
