// Shapes: N packed tokens, M places of them, C channels.
import { BackendError } from "@rlhf/domain";
import { fusedKernels } from "../../backend";
import type { GptShape, PackedTokens } from "../../fused-kernels";
import { hostBacked } from "../../host";
import type { Params } from "../../params";
import type { Tensor2D } from "../../tfjs";
import { tf } from "../../tfjs";
import { expectIndices, expectOffsets, expectRising, expectShape } from "../check";
import { fusedGptTrunk } from "./gradient";
import { trunkShapes } from "./weights";

type Options = { places?: Int32Array | null; recompute?: boolean | undefined };

/** Whether the running backend computes a whole trunk in one call; the reference is the composition in libs/gpt. */
export function offersGptTrunk(): boolean {
  const { gptTrunkForward, gptTrunkBackward } = fusedKernels();
  return gptTrunkForward !== undefined && gptTrunkBackward !== undefined && hostBacked();
}

/**
 * All layers of a GPT-2 trunk: hidden states after ln_f, [N, C]; differentiable in all its weights. With `places`, rising,
 * those of these tokens alone, [M, C], and what nothing else needs of the last layer is left out. `recompute` keeps what
 * enters each layer alone and computes the rest again in the backward: the same bits, more time, far less memory.
 * @throws ShapeError if weights, tokens or positions do not fit the shape.
 * @throws BackendError if the running backend has no such kernel.
 */
export function gptTrunk(
  params: Params,
  shape: GptShape,
  { recompute = false, places = null, ...rows }: PackedTokens & Options,
): Tensor2D {
  const { gptTrunkForward, gptTrunkBackward } = fusedKernels();
  if (gptTrunkForward === undefined || gptTrunkBackward === undefined)
    throw new BackendError("gptTrunk: expected a backend with a fused trunk; ask offersGptTrunk() first");
  for (const [name, expected] of trunkShapes(shape)) expectShape(name, params.get(name), expected);
  expectIndices("gptTrunk tokens", rows.tokens, shape.vocabSize);
  expectIndices("gptTrunk positions", rows.positions, shape.nCtx);
  expectOffsets(rows.offsets, rows.tokens.length);
  if (places !== null) expectRising("gptTrunk places", places, rows.tokens.length);
  return tf.tidy(() =>
    fusedGptTrunk({ params, shape, rows, places, recompute }, { gptTrunkForward, gptTrunkBackward }),
  );
}
