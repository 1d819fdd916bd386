import { layerNorm, linear, type Tensor2D } from "@rlhf/tensor";
import { type Gpt, matrix, vector } from "./gpt";

/** x + mlp(ln_2(x)) of one layer. x: [N, C] */
export function mlp(model: Gpt, layer: string, x: Tensor2D): Tensor2D {
  const wide = linear({
    x: layerNorm(x, vector(model, `${layer}.ln_2.weight`), vector(model, `${layer}.ln_2.bias`)),
    w: matrix(model, `${layer}.mlp.c_fc.weight`),
    bias: vector(model, `${layer}.mlp.c_fc.bias`),
    gelu: true,
  }); // [N, 4C]
  return linear({
    x: wide,
    w: matrix(model, `${layer}.mlp.c_proj.weight`),
    bias: vector(model, `${layer}.mlp.c_proj.bias`),
    residual: x,
  });
}
