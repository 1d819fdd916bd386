// Shapes: R tokens decoded at once, C channels, V vocabulary.
import { embed, layerNorm, linear, scoped, type Tensor2D, tf } from "@rlhf/tensor";
import { type Gpt, matrix, vector } from "./gpt";
import type { KvCache, Places } from "./kv-cache";
import { mlp } from "./mlp";

/**
 * Feeds R tokens through the network, each at its place of the cache, and returns the logits after the tokens listed in
 * `wanted` (indices into the R), [wanted, V]. `head` is the token embedding transposed, [C, V].
 */
export function decodeTokens(
  model: Gpt,
  cache: KvCache,
  o: { tokens: Int32Array; at: Places; wanted: Int32Array; head: Tensor2D },
): Float32Array {
  const scores = scoped(() => {
    const tables = { wte: matrix(model, "wte.weight"), wpe: matrix(model, "wpe.weight") };
    let x = embed({ tokens: o.tokens, positions: o.at.positions, ...tables }); // [R, C]
    for (let i = 0; i < model.config.nLayer; i++) {
      x = cachedAttention(model, i, { x, cache, at: o.at });
      x = mlp(model, `h.${i}`, x);
    }
    const last: Tensor2D = tf.gather(x, tf.tensor1d(o.wanted, "int32"));
    return tf.matMul(layerNorm(last, vector(model, "ln_f.weight"), vector(model, "ln_f.bias")), o.head);
  });
  const values = scores.dataSync<"float32">();
  scores.dispose();
  return values;
}

function cachedAttention(model: Gpt, i: number, o: { x: Tensor2D; cache: KvCache; at: Places }): Tensor2D {
  const layer = `h.${i}`;
  const qkv = linear({
    x: layerNorm(o.x, vector(model, `${layer}.ln_1.weight`), vector(model, `${layer}.ln_1.bias`)),
    w: matrix(model, `${layer}.attn.c_attn.weight`),
    bias: vector(model, `${layer}.attn.c_attn.bias`),
  }); // [R, 3C]
  const mixed = o.cache.attend(i, qkv.dataSync<"float32">(), o.at);
  return linear({
    x: tf.tensor2d(mixed, o.x.shape),
    w: matrix(model, `${layer}.attn.c_proj.weight`),
    bias: vector(model, `${layer}.attn.c_proj.bias`),
    residual: o.x,
  });
}
