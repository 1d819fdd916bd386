import { beforeEach, expect, it, vi } from "vitest";
import { timeGemmShapes } from "./gemm-shapes";

const timed = vi.hoisted(() => ({ shapes: new Array<object>() }));

vi.mock("@rlhf/native", async (importOriginal) => {
  const actual = await importOriginal<typeof import("@rlhf/native")>();
  const timeNativeGemm: typeof actual.timeNativeGemm = (shape) => {
    timed.shapes.push(shape);
    return { packed: timed.shapes.length, whole: 1 };
  };
  return { ...actual, timeNativeGemm };
});
vi.mock("@rlhf/tensor", async (importOriginal) => ({
  ...(await importOriginal<typeof import("@rlhf/tensor")>()),
  initBackend: () => Promise.resolve({}),
}));

beforeEach(() => void (timed.shapes = []));
const options = { threads: 1, precisions: ["float32"] as const, onStep: () => undefined };

it("times nothing where another backend runs", async () => {
  expect(await timeGemmShapes({ ...options, backend: "wasm" })).toEqual([]);
  expect(timed.shapes).toEqual([]);
});

it("has every product of W3 and W4, forward and gradients, with its share of the best", async () => {
  const rows = await timeGemmShapes({ ...options, backend: "native" });
  expect(rows).toHaveLength(2 * 5 * 3);
  expect(rows[0]).toMatchObject({ shape: "W3 attn.c_attn", m: 768, n: 1152, k: 384, share_of_best: 1 / 30 });
  expect(rows).toContainEqual(expect.objectContaining({ shape: "W3 mlp.c_fc dw", m: 384, n: 1536, k: 768 }));
  expect(rows).toContainEqual(expect.objectContaining({ shape: "W4 head", m: 384, n: 50_257, k: 768 }));
  expect(rows.at(-1)?.share_of_best).toBe(1);
});
