// Shapes: N packed tokens, B rows, C channels, H heads.
import { ShapeError } from "@rlhf/domain";
import { fusedKernels } from "../../backend";
import type { Tensor2D } from "../../tfjs";
import { tf } from "../../tfjs";
import { expectOffsets, matrixShape } from "../check";
import { fusedAttention } from "./gradient";
import { attentionReference } from "./reference";

export type Attention = {
  qkv: Tensor2D; // [N, 3C], queries, keys and values side by side
  offsets: Int32Array; // [B + 1], row b owns tokens offsets[b] .. offsets[b + 1] - 1
  nHead: number;
};

/**
 * Scaled dot-product attention of every token to itself and those before it in its own row, [N, C].
 * @throws ShapeError if the width is no multiple of 3 nHead or the offsets do not cover the tokens.
 * @source Vaswani et al. 2017, eq. 1 (arXiv:1706.03762)
 */
export function causalAttention(o: Attention): Tensor2D {
  const [n, width] = matrixShape("causalAttention qkv", o.qkv);
  if (width % (3 * o.nHead) !== 0)
    throw new ShapeError(`causalAttention: expected a width divisible by 3 x ${o.nHead} heads, got ${width}`);
  expectOffsets(o.offsets, n);
  const { attentionForward, attentionBackward } = fusedKernels();
  return tf.tidy(() => {
    if (attentionForward === undefined || attentionBackward === undefined) return attentionReference(o);
    return fusedAttention(o, { attentionForward, attentionBackward });
  });
}
