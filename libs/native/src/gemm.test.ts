import { describe, expect, it } from "vitest";
import type { Addon } from "./addon";
import { configurations, native, use, whyNot } from "./configurations.test-setup";
import { at, linear, randomSource } from "./float64.test-math";

if (native === undefined) console.warn(`native kernels are not tested: ${whyNot}`);

const AWKWARD = [1, 2, 3, 5, 7, 13, 15, 16, 17, 31, 32, 33, 47, 48, 49, 64, 65, 97];

type Case = { m: number; n: number; k: number; ta: boolean; tb: boolean };

function randomCase(random: ReturnType<typeof randomSource>): Case {
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

/** Product against float64, in units of |A| |B|: the bound on rounding does not depend on cancellation. */
function error(addon: Addon, { m, n, k, ta, tb }: Case, random: ReturnType<typeof randomSource>): number {
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
    const e = Math.abs(v - at(y, i)) / at(size, i);
    return e <= worst ? worst : e;
  }, 0);
}

describe.skipIf(native === undefined)("matrix products", () => {
  it.each(configurations)("equal float64 on 500 random shapes: $isa $precision", (c) => {
    if (native === undefined) return;
    const addon = use(native, c);
    const random = randomSource(42);
    for (let i = 0; i < 500; i++) {
      const shape = randomCase(random);
      const e = error(addon, shape, random);
      expect(e, JSON.stringify(shape)).toBeLessThanOrEqual(c.precision === "float32" ? 1e-6 : 8e-3);
    }
  });

  it.each(configurations)("have the same bits on 1 and 2 threads, and for a row alone: $isa $precision", (c) => {
    const addon = native;
    if (addon === undefined) return;
    const random = randomSource(3);
    const [m, n, k] = [70, 300, 130];
    const [a, b] = [random.floats(m * k), random.floats(k * n)];
    const product = (threads: number, rows: number, x: Float32Array) => {
      const y = new Float32Array(rows * n);
      use(addon, c, threads).matmul(rows, n, k, 1, false, false, x, b, y);
      return y;
    };
    const one = product(1, m, a);
    expect(product(2, m, a)).toEqual(one);
    for (const i of [0, 8, 33, 69])
      expect(product(2, 1, a.slice(i * k, (i + 1) * k))).toEqual(one.slice(i * n, (i + 1) * n));
  });

  it.each(configurations)(
    "let NaN and infinities through, and keep them in their row and column: $isa $precision",
    (c) => {
      if (native === undefined) return;
      const [m, n, k] = [20, 40, 10];
      const a = new Float32Array(m * k).fill(1);
      const b = new Float32Array(k * n).fill(1);
      a[3 * k] = NaN;
      a[5 * k + 1] = Infinity;
      const y = new Float32Array(m * n);
      use(native, c).matmul(m, n, k, 1, false, false, a, b, y);
      for (let i = 0; i < m; i++)
        for (let j = 0; j < n; j++) expect(at(y, i * n + j)).toBe(i === 3 ? NaN : i === 5 ? Infinity : k);
    },
  );
});
