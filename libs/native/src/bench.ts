import { loadNative } from "./load";

export type GemmShape = { m: number; n: number; k: number };

/** Products of a training step: rows of a minibatch by the widest layers of the PPO workloads W3 and W4. */
export const GEMM_SHAPES: Record<string, GemmShape> = {
  "W3 c_fc": { m: 768, n: 1536, k: 384 },
  "W3 mlp.c_proj": { m: 768, n: 384, k: 1536 },
  "W3 gradient of c_fc": { m: 384, n: 1536, k: 768 },
  "W4 c_fc": { m: 1408, n: 3072, k: 768 },
  "W4 mlp.c_proj": { m: 1408, n: 768, k: 3072 },
  "W4 gradient of c_fc": { m: 768, n: 3072, k: 1408 },
};

/**
 * GFLOP/s of matrix products alone, in the engine's current precision and threads: the fastest of `repetitions`.
 * `packed`: weights in panels already, as in a training step after the first use. `whole`: packing both operands included.
 * @throws Error when the engine is not built.
 */
export function timeNativeGemm(
  { m, n, k }: GemmShape,
  { repetitions = 20 }: { repetitions?: number } = {},
): { packed: number; whole: number } {
  const found = loadNative();
  if ("reason" in found) throw new Error(found.reason);
  const gflops = (packEachTime: boolean) =>
    (2 * m * n * k) / found.addon.timeProduct(m, n, k, repetitions, packEachTime) / 1e9;
  return { packed: gflops(false), whole: gflops(true) };
}
