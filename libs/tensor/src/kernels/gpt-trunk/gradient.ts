import type { FusedKernels, GptShape, PackedTokens } from "../../fused-kernels";
import { allocate, floats } from "../../host";
import type { Params } from "../../params";
import type { Tensor2D } from "../../tfjs";
import { tf } from "../../tfjs";
import { withGradient } from "../with-gradient";
import { trackTrunk, trunkDone, type OpenTrunk } from "./open-trunks";
import { trunkShapes } from "./weights";

type Kernels = Required<Pick<FusedKernels, "gptTrunkForward" | "gptTrunkBackward">>;
type Inputs = { params: Params; shape: GptShape; rows: PackedTokens; places: Int32Array | null; recompute: boolean };

export function fusedGptTrunk({ params, shape, rows, places, recompute }: Inputs, kernels: Kernels): Tensor2D {
  const named = trunkShapes(shape);
  const names = named.map(([name]) => name);
  const [m, c] = [places?.length ?? rows.tokens.length, shape.nEmbd];
  const keep = tf.engine().isTapeOn(); // asked here: inside a custom gradient the tape is off
  const made: { trunk: OpenTrunk | null } = { trunk: null };
  const flat = withGradient(
    names.map((name) => params.get(name)),
    () => {
      const weights = params.weightSet(names);
      const out = allocate(m * c);
      const handle = kernels.gptTrunkForward({ shape, weights, rows, places, keep, recompute, hidden: out });
      if (handle !== null)
        made.trunk = trackTrunk({ handle, hiddenId: 0, wte: floats(params.get("wte.weight")), tied: null });
      return {
        value: tf.tensor2d(out, [m, c]),
        gradFunc: (dy) => {
          const { trunk } = made;
          if (trunk === null) throw new RangeError("gptTrunk: the forward kept nothing, so there is no gradient");
          const { tied } = trunk;
          const dweights = named.map(([, size], i) => (i === 0 ? tied : null) ?? allocate(tf.util.sizeFromShape(size)));
          const call = { shape, weights, rows, handle: trunk.handle, dhidden: floats(dy), dweights };
          kernels.gptTrunkBackward({ ...call, addToWte: tied !== null });
          trunkDone(trunk);
          return named.map(([, size], i) => tf.tensor(dweights[i] ?? [], size));
        },
      };
    },
  );
  const hidden: Tensor2D = tf.reshape(flat, [m, c]);
  if (made.trunk !== null) made.trunk.hiddenId = hidden.id;
  return hidden;
}
