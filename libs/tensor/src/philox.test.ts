import { describe, expect, it } from "vitest";
import { Philox, philox4x32, philoxStream } from "./philox";

describe("philox4x32", () => {
  // Known answers for philox4x32 with 10 rounds, published with Random123 (kat_vectors).
  it.each([
    {
      counter: [0, 0, 0, 0] as const,
      key: [0, 0] as const,
      words: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    },
    {
      counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff] as const,
      key: [0xffffffff, 0xffffffff] as const,
      words: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    },
    {
      counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344] as const,
      key: [0xa4093822, 0x299f31d0] as const,
      words: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    },
  ])("gives Random123's known answer for counter $counter", ({ counter, key, words }) => {
    expect(philox4x32(counter, key)).toEqual(words);
  });
});

describe("Philox", () => {
  const draw = (n: number, key = {}) => {
    const random = new Philox({ seed: 42, purpose: "test", ...key });
    return Array.from({ length: n }, () => random.nextUint32());
  };

  it("repeats for an equal key and differs in seed (beyond 32 bits too), purpose, step and row", () => {
    expect(draw(9)).toEqual(draw(9));
    const streams = [{}, { seed: 43 }, { seed: 42 + 2 ** 32 }, { purpose: "tess" }, { step: 1 }, { row: 1 }];
    expect(new Set(streams.map((key) => draw(2, key).join())).size).toBe(streams.length);
  });

  it("reads block after block of its stream", () => {
    const { key, counter } = philoxStream({ seed: 42, purpose: "test" });
    expect(draw(8)).toEqual([...philox4x32([0, ...counter], key), ...philox4x32([1, ...counter], key)]);
  });

  it("has uniforms of mean 1/2 and normals of mean 0 and variance 1", () => {
    const random = new Philox({ seed: 1, purpose: "moments" });
    const n = 40_000;
    let [u, z, zz] = [0, 0, 0];
    for (let i = 0; i < n; i++) {
      const uniform = random.uniform();
      expect(uniform >= 0 && uniform < 1).toBe(true);
      u += uniform;
      const x = random.normal();
      z += x;
      zz += x * x;
    }
    expect(Math.abs(u / n - 0.5)).toBeLessThan(4 / Math.sqrt(12 * n)); // four standard errors
    expect(Math.abs(z / n)).toBeLessThan(4 / Math.sqrt(n));
    expect(Math.abs(zz / n - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
  });

  it("draws integers below n evenly and shuffles to permutations without touching the original", () => {
    const random = new Philox({ seed: 5, purpose: "ints" });
    const counts = [0, 0, 0];
    for (let i = 0; i < 9_000; i++) {
      const k = random.int(3);
      counts[k] = (counts[k] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 3_000)).toBeLessThan(4 * Math.sqrt(2_000));
    const items = ["a", "b", "c", "d", "e"];
    const orders = new Set(Array.from({ length: 200 }, () => random.shuffle(items).join("")));
    expect(orders.size).toBeGreaterThan(80); // of 120
    expect([...(orders.values().next().value ?? "")].sort()).toEqual(items);
    expect(items.join("")).toBe("abcde");
  });
});
