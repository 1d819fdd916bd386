import type { FusedKernels } from "../../fused-kernels";
import { allocate, floats } from "../../host";
import type { Tensor, Tensor2D } from "../../tfjs";
import { tf } from "../../tfjs";
import { savedAt, withGradient } from "../with-gradient";
import type { Linear } from "./op";

type Kernels = Required<Pick<FusedKernels, "linearForward" | "linearBackward">>;

export function fusedLinear(o: Linear, { linearForward, linearBackward }: Kernels): Tensor2D {
  const [n, k] = o.x.shape;
  const m = o.w.shape[1];
  const gelu = o.gelu === true;
  const extras: Tensor[] = [o.bias, o.residual].filter((t) => t !== undefined);
  const y = withGradient([o.x, o.w, ...extras], (save) => {
    const out = allocate(n * m);
    const preActivation = gelu ? allocate(n * m) : null;
    const bias = o.bias === undefined ? null : floats(o.bias);
    const residual = o.residual === undefined ? null : floats(o.residual);
    linearForward({ x: floats(o.x), w: floats(o.w), bias, residual, gelu, n, k, m, y: out, preActivation });
    save([o.x, o.w, ...(preActivation === null ? [] : [tf.tensor2d(preActivation, [n, m])])]);
    return {
      value: tf.tensor2d(out, [n, m]),
      gradFunc: (dy, saved) => {
        const [dx, dw] = [allocate(n * k), allocate(k * m)];
        const dbias = bias === null ? null : allocate(m);
        const [x, w] = [floats(savedAt(saved, 0)), floats(savedAt(saved, 1))];
        const z = gelu ? floats(savedAt(saved, 2)) : null;
        linearBackward({ x, w, dy: floats(dy), preActivation: z, gelu, n, k, m, dx, dw, dbias });
        return [
          tf.tensor2d(dx, [n, k]),
          tf.tensor2d(dw, [k, m]),
          ...(dbias === null ? [] : [tf.tensor1d(dbias)]),
          ...(residual === null ? [] : [tf.clone(dy)]),
        ];
      },
    };
  });
  return tf.reshape(y, [n, m]);
}
