import type { FusedKernels } from "../../fused-kernels";
import { allocate, floats } from "../../host";
import type { Tensor1D } from "../../tfjs";
import { tf } from "../../tfjs";
import { openTrunkOf } from "../gpt-trunk/open-trunks";
import { savedAt, withGradient } from "../with-gradient";
import type { TokenLogprobs } from "./op";

type Kernels = Required<Pick<FusedKernels, "tokenLogprobsForward" | "tokenLogprobsBackward">>;

/** customGrad knows one output only: logprobs and entropy travel as the two halves of one vector [2M]. */
export function fusedTokenLogprobs(o: TokenLogprobs, kernels: Kernels): { logprobs: Tensor1D; entropy: Tensor1D } {
  const { targets, temperature } = o;
  const [m, c] = o.hidden.shape;
  const v = o.wte.shape[0];
  const sizes = { m, c, v, temperature };
  const trunk = openTrunkOf(o.hidden, floats(o.wte));
  const both = withGradient(trunk === null ? [o.hidden, o.wte] : [o.hidden], (save) => {
    const [out, logsumexp] = [allocate(2 * m), allocate(m)];
    const outputs = { logprobs: out.subarray(0, m), entropy: out.subarray(m), logsumexp };
    kernels.tokenLogprobsForward({ hidden: floats(o.hidden), wte: floats(o.wte), targets, ...sizes, ...outputs });
    const value = tf.tensor1d(out);
    save([o.hidden, o.wte, value, tf.tensor1d(logsumexp)]);
    return {
      value,
      gradFunc: (dy, saved) => {
        const [dhidden, dwte] = [allocate(m * c), allocate(v * c)];
        const at = (i: number) => floats(savedAt(saved, i));
        const d = floats(dy);
        kernels.tokenLogprobsBackward({
          ...{ hidden: at(0), wte: at(1), targets, entropy: at(2).subarray(m), logsumexp: at(3) },
          ...{ dlogprobs: d.subarray(0, m), dentropy: d.subarray(m) },
          ...{ ...sizes, dhidden, dwte },
        });
        const inHidden = tf.tensor2d(dhidden, [m, c]);
        if (trunk === null) return [inHidden, tf.tensor2d(dwte, [v, c])];
        trunk.tied = trunk.tied === null ? dwte : addInto(trunk.tied, dwte);
        return [inHidden];
      },
    };
  });
  const halves: Tensor1D = tf.reshape(both, [2 * m]);
  return { logprobs: tf.slice1d(halves, 0, m), entropy: tf.slice1d(halves, m, m) };
}

/** For the second head on one trunk. In place: the trunk writes on into this room, so no tensor of the tape may own it. */
function addInto(sum: Float32Array, more: Float32Array): Float32Array {
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? NaN) + (more[i] ?? NaN);
  return sum;
}
