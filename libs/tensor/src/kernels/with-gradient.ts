import type { Tensor } from "../tfjs";
import { tf } from "../tfjs";

type Body = (save: (tensors: Tensor[]) => void) => {
  value: Tensor;
  /** One gradient per input, in order, from dy and the tensors saved. */
  gradFunc: (dy: Tensor, saved: Tensor[]) => Tensor[];
};

/** tf.customGrad over `inputs`. The backward must read what it needs from `saved`: inputs may be gone by then. */
export function withGradient(inputs: Tensor[], body: Body): Tensor {
  const op = tf.customGrad((...args: (Tensor | tf.GradSaveFunc)[]) => {
    const save = args.at(-1);
    if (typeof save !== "function") throw new TypeError("customGrad: expected the save function as last argument");
    return body((tensors) => save(tensors));
  });
  return op(...inputs);
}

/** The i-th of saved tensors. */
export function savedAt(saved: Tensor[], i: number): Tensor {
  const t = saved[i];
  if (t === undefined) throw new RangeError(`expected at least ${i + 1} saved tensors, got ${saved.length}`);
  return t;
}
