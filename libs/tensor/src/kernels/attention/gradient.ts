import type { FusedKernels } from "../../fused-kernels";
import { allocate, floats } from "../../host";
import type { Tensor2D } from "../../tfjs";
import { tf } from "../../tfjs";
import { savedAt, withGradient } from "../with-gradient";
import type { Attention } from "./op";

type Kernels = Required<Pick<FusedKernels, "attentionForward" | "attentionBackward">>;

export function fusedAttention({ qkv, offsets, nHead }: Attention, kernels: Kernels): Tensor2D {
  const n = qkv.shape[0];
  const c = qkv.shape[1] / 3;
  const y = withGradient([qkv], (save) => {
    const [out, logsumexp] = [allocate(n * c), allocate(n * nHead)];
    kernels.attentionForward({ qkv: floats(qkv), offsets, nHead, n, c, y: out, logsumexp });
    const value = tf.tensor2d(out, [n, c]);
    save([qkv, value, tf.tensor1d(logsumexp)]);
    return {
      value,
      gradFunc: (dy, saved) => {
        const dqkv = allocate(n * 3 * c);
        const at = (i: number) => floats(savedAt(saved, i));
        const inputs = { qkv: at(0), y: at(1), logsumexp: at(2), dy: floats(dy) };
        kernels.attentionBackward({ ...inputs, offsets, nHead, n, c, dqkv });
        return [tf.tensor2d(dqkv, [n, 3 * c])];
      },
    };
  });
  return tf.reshape(y, [n, c]);
}
