import type { GptShape } from "../../fused-kernels";

/** Names and shapes of a trunk's weights in the order of WeightSet. */
export function trunkShapes({ nLayer, nEmbd: c, nCtx, vocabSize }: GptShape): [string, number[]][] {
  const layers = Array.from({ length: nLayer }, (_, i): [string, number[]][] => [
    [`h.${i}.ln_1.weight`, [c]],
    [`h.${i}.ln_1.bias`, [c]],
    [`h.${i}.attn.c_attn.weight`, [c, 3 * c]],
    [`h.${i}.attn.c_attn.bias`, [3 * c]],
    [`h.${i}.attn.c_proj.weight`, [c, c]],
    [`h.${i}.attn.c_proj.bias`, [c]],
    [`h.${i}.ln_2.weight`, [c]],
    [`h.${i}.ln_2.bias`, [c]],
    [`h.${i}.mlp.c_fc.weight`, [c, 4 * c]],
    [`h.${i}.mlp.c_fc.bias`, [4 * c]],
    [`h.${i}.mlp.c_proj.weight`, [4 * c, c]],
    [`h.${i}.mlp.c_proj.bias`, [c]],
  ]);
  return [
    ["wte.weight", [vocabSize, c]],
    ["wpe.weight", [nCtx, c]],
    ...layers.flat(),
    ["ln_f.weight", [c]],
    ["ln_f.bias", [c]],
  ];
}
