// Shapes: N packed tokens, C channels, V vocabulary.
import { ShapeError } from "@rlhf/domain";
import { fusedKernels } from "../../backend";
import type { Tensor2D } from "../../tfjs";
import { tf } from "../../tfjs";
import { expectIndices, expectShape, matrixShape } from "../check";
import { fusedEmbed } from "./gradient";
import { embedReference } from "./reference";

export type Embed = {
  tokens: Int32Array; // [N]
  positions: Int32Array; // [N]
  wte: Tensor2D; // [V, C]
  wpe: Tensor2D; // [nCtx, C]
};

/**
 * wte[tokens] + wpe[positions], [N, C].
 * @throws ShapeError if a token or position lies outside its table.
 * @source Radford et al. 2019 (GPT-2)
 */
export function embed(o: Embed): Tensor2D {
  const [v, c] = matrixShape("embed wte", o.wte);
  const nCtx = matrixShape("embed wpe", o.wpe)[0];
  expectShape("embed wpe", o.wpe, [nCtx, c]);
  if (o.tokens.length !== o.positions.length)
    throw new ShapeError(`embed: expected a position per token, got ${o.positions.length} for ${o.tokens.length}`);
  expectIndices("embed tokens", o.tokens, v);
  expectIndices("embed positions", o.positions, nCtx);
  const { embedForward, embedBackward } = fusedKernels();
  return tf.tidy(() => {
    if (embedForward === undefined || embedBackward === undefined) return embedReference(o);
    return fusedEmbed(o, { embedForward, embedBackward });
  });
}
