// Shapes: M tokens that count in the loss, laid end to end.
import type { Scalar, Tensor1D } from "@rlhf/tensor";
import { scoped } from "@rlhf/tensor";

/**
 * Negative log-likelihood: −Σ logprob / tokens. logprobs: [M] nats of the target tokens. `tokens` counts those of the whole
 * optimiser step, so that the losses of its parts add up to one global token mean. The caller disposes the scalar.
 * @source Radford 2018 eq. 1; algorithms.md 2.6 on why the mean is global
 */
export function languageModelLoss(logprobs: Tensor1D, { tokens }: { tokens: number }): Scalar {
  return scoped(() => logprobs.sum<Scalar>().div<Scalar>(-tokens));
}
