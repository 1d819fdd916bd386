import { describe, expect, it } from "vitest";
import { configurations, native, use } from "./configurations.test-setup";
import { randomSource } from "./float64.test-math";
import { BOUND, error, randomCase, type Case } from "./gemm.test-setup";

const SHAPES = 10_000;

/** One in twenty has a side of nothing. */
function anyCase(random: ReturnType<typeof randomSource>): Case {
  const shape = randomCase(random);
  const empty = (["m", "n", "k"] as const)[random.int(0, 59)];
  return empty === undefined ? shape : { ...shape, [empty]: 0 };
}

// The instruction set that the engine chooses here; the others take 500 shapes each in npm test.
const best = native?.configure("auto", "float32", 2);
const chosen = configurations.filter(({ isa }) => isa === best);

describe.skipIf(native === undefined)("matrix products", () => {
  it.each(chosen)(`equal float64 on ${SHAPES} random shapes, empty ones among them: $isa $precision`, (c) => {
    if (native === undefined) return;
    const addon = use(native, c);
    const random = randomSource(c.precision === "float32" ? 7 : 8);
    const seen = { empty: 0, one: 0 };
    for (let i = 0; i < SHAPES; i++) {
      const shape = anyCase(random);
      const e = error(addon, shape, random);
      if (!(e <= BOUND[c.precision])) expect.fail(`${JSON.stringify(shape)}: error ${e}`);
      seen.empty += Number(shape.m * shape.n * shape.k === 0);
      seen.one += Number([shape.m, shape.n, shape.k].includes(1));
    }
    expect(seen.empty).toBeGreaterThan(SHAPES / 50);
    expect(seen.one).toBeGreaterThan(SHAPES / 50);
  });
});
