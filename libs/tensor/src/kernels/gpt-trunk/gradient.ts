import type { FusedKernels, GptShape, PackedTokens } from "../../fused-kernels";
import { allocate, floats } from "../../host";
import type { Params } from "../../params";
import type { Tensor2D } from "../../tfjs";
import { tf } from "../../tfjs";
import { withGradient } from "../with-gradient";
import { trackTrunk, trunkDone } from "./open-trunks";
import { trunkShapes } from "./weights";

type Kernels = Required<Pick<FusedKernels, "gptTrunkForward" | "gptTrunkBackward">>;
type Inputs = { params: Params; shape: GptShape; rows: PackedTokens; places: Int32Array | null; recompute: boolean };

export function fusedGptTrunk({ params, shape, rows, places, recompute }: Inputs, kernels: Kernels): Tensor2D {
  const named = trunkShapes(shape);
  const names = named.map(([name]) => name);
  const [m, c] = [places?.length ?? rows.tokens.length, shape.nEmbd];
  const keep = tf.engine().isTapeOn(); // asked here: inside a custom gradient the tape is off
  const hidden = withGradient(
    names.map((name) => params.get(name)),
    () => {
      const weights = params.weightSet(names);
      const out = allocate(m * c);
      const handle = kernels.gptTrunkForward({ shape, weights, rows, places, keep, recompute, hidden: out });
      if (handle !== null) trackTrunk(handle);
      return {
        value: tf.tensor2d(out, [m, c]),
        gradFunc: (dy) => {
          if (handle === null) throw new RangeError("gptTrunk: the forward kept nothing, so there is no gradient");
          const dweights = named.map(([, size]) => allocate(tf.util.sizeFromShape(size)));
          kernels.gptTrunkBackward({ shape, weights, rows, handle, dhidden: floats(dy), dweights });
          trunkDone(handle);
          return named.map(([, size], i) => tf.tensor(dweights[i] ?? [], size));
        },
      };
    },
  );
  return tf.reshape(hidden, [m, c]);
}
