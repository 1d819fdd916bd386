import { causalAttention, layerNorm, linear, type Tensor2D } from "@rlhf/tensor";
import { type Gpt, matrix, vector } from "./gpt";

/** x + attention(ln_1(x)) of one layer. x: [N, C] */
export function attention(model: Gpt, layer: string, { x, offsets }: { x: Tensor2D; offsets: Int32Array }): Tensor2D {
  const normal = layerNorm(x, vector(model, `${layer}.ln_1.weight`), vector(model, `${layer}.ln_1.bias`));
  const qkv = linear({
    x: normal,
    w: matrix(model, `${layer}.attn.c_attn.weight`),
    bias: vector(model, `${layer}.attn.c_attn.bias`),
  }); // [N, 3C]
  return linear({
    x: causalAttention({ qkv, offsets, nHead: model.config.nHead }), // [N, C]
    w: matrix(model, `${layer}.attn.c_proj.weight`),
    bias: vector(model, `${layer}.attn.c_proj.bias`),
    residual: x,
  });
}
