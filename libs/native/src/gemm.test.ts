import { describe, expect, it } from "vitest";
import { configurations, native, use, whyNot } from "./configurations.test-setup";
import { at, randomSource } from "./float64.test-math";
import { BOUND, error, randomCase } from "./gemm.test-setup";

if (native === undefined) console.warn(`native kernels are not tested: ${whyNot}`);

describe.skipIf(native === undefined)("matrix products", () => {
  it.each(configurations)("equal float64 on 500 random shapes: $isa $precision", (c) => {
    if (native === undefined) return;
    const addon = use(native, c);
    const random = randomSource(42);
    for (let i = 0; i < 500; i++) {
      const shape = randomCase(random);
      const e = error(addon, shape, random);
      expect(e, JSON.stringify(shape)).toBeLessThanOrEqual(BOUND[c.precision]);
    }
  });

  it.each(configurations)("equal float64 where the sum is long: $isa $precision", (c) => {
    if (native === undefined) return;
    const addon = use(native, c);
    const random = randomSource(43);
    for (const [m, n, k] of [
      [1, 1, 4000],
      [33, 17, 513],
      [270, 210, 1100],
      [47, 400, 1535],
    ] as const)
      for (const ta of [false, true])
        expect(error(addon, { m, n, k, ta, tb: false }, random)).toBeLessThanOrEqual(BOUND[c.precision]);
  });

  it.each(
    configurations.flatMap((c) => [
      { ...c, m: 70, n: 300, k: 130 },
      { ...c, m: 70, n: 300, k: 1130 },
    ]),
  )("have the same bits on 1 and 2 threads, and for a row alone: $isa $precision, k $k", ({ m, n, k, ...c }) => {
    const addon = native;
    if (addon === undefined) return;
    const random = randomSource(3);
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
