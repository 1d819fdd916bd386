// Shapes: N all tokens of the batch, M chosen places, C channels, V vocabulary.
import { BackendError } from "@rlhf/domain";
import {
  embed,
  gptTrunk,
  layerNorm,
  matMul,
  offersGptTrunk,
  gatherRows,
  linear,
  scoped,
  type Tensor1D,
  type Tensor2D,
  tf,
  tokenLogprobs,
} from "@rlhf/tensor";
import { attention } from "./attention";
import { type Gpt, type HeadName, matrix, vector } from "./gpt";
import { mlp } from "./mlp";
import type { PackedRows, ResponseIndex } from "./rows";

/**
 * Hidden states after the last layer norm, [N, C]; the caller disposes them. Rows never see each other. With `places`,
 * rising, those of these tokens alone, [M, C], at less work where the backend has a trunk of its own.
 * @throws ShapeError if a token lies outside the vocabulary or a position outside nCtx.
 * @throws BackendError if the model asks to recompute and the backend has no trunk of its own.
 * @source Radford et al. 2019 (GPT-2); openai/gpt-2 model.py
 */
export function forward(model: Gpt, rows: PackedRows, places: Int32Array | null = null): Tensor2D {
  if (offersGptTrunk()) return gptTrunk(model.params, model.config, { ...rows, places, recompute: model.recompute });
  if (model.recompute === true)
    throw new BackendError("recompute: expected the native backend, which alone can; leave it out or choose native");
  return scoped(() => {
    const { tokens, positions, offsets } = rows;
    let x = embed({ tokens, positions, wte: matrix(model, "wte.weight"), wpe: matrix(model, "wpe.weight") }); // [N, C]
    for (let i = 0; i < model.config.nLayer; i++) {
      x = attention(model, `h.${i}`, { x, offsets });
      x = mlp(model, `h.${i}`, x);
    }
    if (places !== null) x = gatherRows(x, places); // [M, C]
    return layerNorm(x, vector(model, "ln_f.weight"), vector(model, "ln_f.bias"));
  });
}

/** Scores of every token at each hidden state, [M, V]: the head is tied to the token embedding. */
export function logits(model: Gpt, hidden: Tensor2D): Tensor2D {
  return scoped(() => {
    const wte = matrix(model, "wte.weight");
    return tf.reshape(matMul(hidden, wte, { transposeB: true }), [hidden.shape[0], wte.shape[0]]);
  });
}

/** Hidden states [M, C] with the head that they are scored by: the token embedding [V, C]. */
export function tiedHead(model: Gpt, hidden: Tensor2D): { hidden: Tensor2D; wte: Tensor2D } {
  return { hidden, wte: matrix(model, "wte.weight") };
}

/**
 * Log-probability of every response token and the entropy of the distribution it was drawn from, both [M] nats at the
 * given temperature; differentiable; the caller disposes them.
 * @source algorithms.md 2.0: hidden state before the token, temperature in every log-probability
 */
export function responseLogprobs(
  model: Gpt,
  rows: PackedRows,
  at: ResponseIndex,
  o: { temperature: number },
): { logprobs: Tensor1D; entropy: Tensor1D } {
  return scoped(() => {
    const hidden = forward(model, rows, at.index); // [M, C]
    return tokenLogprobs({ ...tiedHead(model, hidden), targets: at.targets, temperature: o.temperature });
  });
}

/** The scalar head at each hidden state, [M]; the caller disposes it. */
export function scalars(model: Gpt, head: HeadName, hidden: Tensor2D): Tensor1D {
  return scoped(() => {
    const y = linear({ x: hidden, w: matrix(model, `${head}.weight`), bias: vector(model, `${head}.bias`) }); // [M, 1]
    return tf.reshape(y, [hidden.shape[0]]);
  });
}
