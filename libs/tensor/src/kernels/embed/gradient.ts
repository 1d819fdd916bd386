import type { FusedKernels } from "../../fused-kernels";
import { allocate, floats } from "../../host";
import type { Tensor2D } from "../../tfjs";
import { tf } from "../../tfjs";
import { withGradient } from "../with-gradient";
import type { Embed } from "./op";

type Kernels = Required<Pick<FusedKernels, "embedForward" | "embedBackward">>;

export function fusedEmbed({ tokens, positions, wte, wpe }: Embed, kernels: Kernels): Tensor2D {
  const [v, c] = wte.shape;
  const nCtx = wpe.shape[0];
  const n = tokens.length;
  const y = withGradient([wte, wpe], () => {
    const out = allocate(n * c);
    kernels.embedForward({ tokens, positions, wte: floats(wte), wpe: floats(wpe), c, y: out });
    return {
      value: tf.tensor2d(out, [n, c]),
      gradFunc: (dy) => {
        const [dwte, dwpe] = [allocate(v * c), allocate(nCtx * c)];
        kernels.embedBackward({ tokens, positions, dy: floats(dy), c, dwte, dwpe });
        return [tf.tensor2d(dwte, [v, c]), tf.tensor2d(dwpe, [nCtx, c])];
      },
    };
  });
  return tf.reshape(y, [n, c]);
}
