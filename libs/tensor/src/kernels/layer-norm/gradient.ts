import type { FusedKernels } from "../../fused-kernels";
import { allocate, floats } from "../../host";
import type { Tensor1D, Tensor2D } from "../../tfjs";
import { tf } from "../../tfjs";
import { savedAt, withGradient } from "../with-gradient";

type Kernels = Required<Pick<FusedKernels, "layerNormForward" | "layerNormBackward">>;
type Inputs = { x: Tensor2D; weight: Tensor1D; bias: Tensor1D };

export function fusedLayerNorm({ x, weight, bias }: Inputs, kernels: Kernels): Tensor2D {
  const [n, c] = x.shape;
  const y = withGradient([x, weight, bias], (save) => {
    const [out, mean, rstd] = [allocate(n * c), allocate(n), allocate(n)];
    kernels.layerNormForward({ x: floats(x), weight: floats(weight), bias: floats(bias), n, c, y: out, mean, rstd });
    save([x, weight, tf.tensor1d(mean), tf.tensor1d(rstd)]);
    return {
      value: tf.tensor2d(out, [n, c]),
      gradFunc: (dy, saved) => {
        const [dx, dweight, dbias] = [allocate(n * c), allocate(c), allocate(c)];
        const at = (i: number) => floats(savedAt(saved, i));
        const outputs = { dx, dweight, dbias };
        kernels.layerNormBackward({
          x: at(0),
          weight: at(1),
          mean: at(2),
          rstd: at(3),
          dy: floats(dy),
          n,
          c,
          ...outputs,
        });
        return [tf.tensor2d(dx, [n, c]), tf.tensor1d(dweight), tf.tensor1d(dbias)];
      },
    };
  });
  return tf.reshape(y, [n, c]);
}
