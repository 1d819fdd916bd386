import { loadNative } from "./load";

/** [m, k] x [k, n] */
export type GemmShape = { m: number; n: number; k: number };

type Network = { tokens: number; responseTokens: number; width: number; vocabulary: number };
/** One minibatch of the PPO workloads W3 and W4. @source algorithms.md 5 */
const W3: Network = { tokens: 8 * 96, responseTokens: 8 * 32, width: 384, vocabulary: 8192 };
const W4: Network = { tokens: 16 * 88, responseTokens: 16 * 24, width: 768, vocabulary: 50_257 };

/** Every product of a training step with weights, forward and the gradients of inputs and weights, by workload and layer. */
export const GEMM_SHAPES: Record<string, GemmShape> = { ...productsOf("W3", W3), ...productsOf("W4", W4) };

function productsOf(workload: string, { tokens, responseTokens, width: c, vocabulary }: Network) {
  const layers: [name: string, rows: number, inputs: number, outputs: number][] = [
    ["attn.c_attn", tokens, c, 3 * c],
    ["attn.c_proj", tokens, c, c],
    ["mlp.c_fc", tokens, c, 4 * c],
    ["mlp.c_proj", tokens, 4 * c, c],
    ["head", responseTokens, c, vocabulary],
  ];
  return Object.fromEntries(
    layers.flatMap(([name, rows, inputs, outputs]): [string, GemmShape][] => [
      [`${workload} ${name}`, { m: rows, n: outputs, k: inputs }],
      [`${workload} ${name} dx`, { m: rows, n: inputs, k: outputs }],
      [`${workload} ${name} dw`, { m: inputs, n: outputs, k: rows }],
    ]),
  );
}

/** Enough of them that the fastest is undisturbed, few enough that the largest shape takes seconds. */
const repetitionsOf = ({ m, n, k }: GemmShape) => Math.min(10, Math.max(3, Math.ceil(1e10 / (2 * m * n * k))));

/**
 * GFLOP/s of matrix products alone, in the engine's current precision and threads: the fastest of `repetitions`.
 * `packed`: weights in panels already, as in a training step after the first use. `whole`: packing both operands included.
 * @throws Error when the engine is not built.
 */
export function timeNativeGemm(
  shape: GemmShape,
  { repetitions = repetitionsOf(shape) }: { repetitions?: number } = {},
): { packed: number; whole: number } {
  const found = loadNative();
  if ("reason" in found) throw new Error(found.reason);
  const { m, n, k } = shape;
  const gflops = (packEachTime: boolean) =>
    (2 * m * n * k) / found.addon.timeProduct(m, n, k, repetitions, packEachTime) / 1e9;
  return { packed: gflops(false), whole: gflops(true) };
}
