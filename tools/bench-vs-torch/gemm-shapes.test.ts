import { expect, it } from "vitest";
import { productTable } from "./gemm-shapes";

it("puts a share below the bar of its precision in bold", () => {
  const product = { shape: "W3 head", m: 1, n: 2, k: 3, packed_gflops: 87, whole_gflops: 50, peerGflops: 100 };
  const lines = productTable([
    { ...product, precision: "bfloat16" },
    { ...product, precision: "float32" },
  ]).split("\n");
  expect(lines.at(-2)).toBe("| W3 head | bfloat16 | 1 | 2 | 3 | 87 | 50 | 100 | **87 %** |");
  expect(lines.at(-1)).toBe("| W3 head | float32 | 1 | 2 | 3 | 87 | 50 | 100 | 87 % |");
});
