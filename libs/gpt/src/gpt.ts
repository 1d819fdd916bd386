import { CheckpointError } from "@rlhf/domain";
import { type GptShape, type Params, type Tensor, type Tensor1D, type Tensor2D } from "@rlhf/tensor";

/** Shape of a GPT-2 network. */
export type GptConfig = GptShape;

/** A policy, critic or reward model: its shape and its weights under GPT-2's names. */
export type Gpt = {
  config: GptConfig;
  params: Params;
  /** Training keeps what enters each layer alone and computes the rest again: the same bits in less memory. */
  recompute?: boolean | undefined;
};

/** Name of a scalar head. */
export type HeadName = "score" | "value_head";

const isMatrix = (t: Tensor): t is Tensor2D => t.rank === 2;
const isVector = (t: Tensor): t is Tensor1D => t.rank === 1;

/** A weight of two dimensions. @throws CheckpointError if there is none of that name. */
export function matrix(model: Gpt, name: string): Tensor2D {
  const weight = model.params.get(name);
  if (!isMatrix(weight)) throw new CheckpointError(`${name}: expected a matrix, got [${weight.shape.join(", ")}]`);
  return weight;
}

/** A weight of one dimension. @throws CheckpointError if there is none of that name. */
export function vector(model: Gpt, name: string): Tensor1D {
  const weight = model.params.get(name);
  if (!isVector(weight)) throw new CheckpointError(`${name}: expected a vector, got [${weight.shape.join(", ")}]`);
  return weight;
}

const LARGE_BYTES = 32 << 20; // below this, memory saved is not worth a file

/**
 * For a network that is only read from here on (a reference, a reward model): if it is large its weights move to a nameless
 * file of `folder` and take memory only while they are read.
 * @throws DiskFullError when the folder has no room.
 */
export function freezeGpt({ params }: Gpt, folder: string): void {
  if (4 * params.size >= LARGE_BYTES) params.moveToDisk(folder);
}

/** An independent copy of the weights; the caller disposes its params. */
export function cloneGpt(model: Gpt): Gpt {
  return { config: model.config, params: model.params.clone() };
}
