import type { FusedKernels } from "../../fused-kernels";
import { allocate, floats } from "../../host";
import type { Tensor2D } from "../../tfjs";
import { tf } from "../../tfjs";
import { withGradient } from "../with-gradient";

type Kernels = Required<Pick<FusedKernels, "gatherRows" | "scatterAddRows">>;

export function fusedGatherRows(x: Tensor2D, index: Int32Array, kernels: Kernels): Tensor2D {
  const [n, c] = x.shape;
  const y = withGradient([x], () => {
    const out = allocate(index.length * c);
    kernels.gatherRows({ x: floats(x), index, c, y: out });
    return {
      value: tf.tensor2d(out, [index.length, c]),
      gradFunc: (dy) => {
        const dx = allocate(n * c);
        kernels.scatterAddRows({ dy: floats(dy), index, c, y: dx });
        return [tf.tensor2d(dx, [n, c])];
      },
    };
  });
  return tf.reshape(y, [index.length, c]);
}
