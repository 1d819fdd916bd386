// A head tied to its trunk's embeddings gives its gradient to the trunk's backward; the tape's sum of the two is the reference.
import { BackendError } from "@rlhf/domain";
import { expect, it } from "vitest";
import { initBackend, setFusedKernels } from "../../backend";
import { lossAndGrads } from "../../gradients";
import { allocate } from "../../host";
import { type NamedArrays, Params } from "../../params";
import { plainKernels } from "../../plain/kernels";
import { tf, type Scalar, type Tensor2D } from "../../tfjs";
import { randomArray } from "../parity";
import { tokenLogprobs } from "../token-logprobs/op";
import { gptTrunk } from "./op";
import { trunkShapes } from "./weights";

const shape = { nLayer: 1, nHead: 2, nEmbd: 8, nCtx: 8, vocabSize: 37 };
const rows = {
  tokens: Int32Array.of(1, 4, 0, 36, 4, 4, 9, 1),
  positions: Int32Array.of(0, 1, 2, 3, 0, 1, 2, 3),
  offsets: Int32Array.of(0, 4, 8),
};
const targets = Int32Array.of(4, 0, 36, 0, 4, 9, 1, 2);
const arrays: NamedArrays = Object.fromEntries(trunkShapes(shape).map(([name, s]) => [name, randomArray(name, s)]));

type Heads = (hidden: Tensor2D, at: (hidden: Tensor2D, temperature: number) => Scalar) => Scalar;

/** Gradients of a loss of heads; apart: they read a copy of the hidden states, so the tape adds up what comes from where. */
async function gradients(heads: Heads, { apart }: { apart: boolean }): Promise<NamedArrays> {
  const params = Params.fromArrays(arrays);
  const { loss, grads } = lossAndGrads(params, () => {
    const hidden = gptTrunk(params, shape, rows);
    const wte: Tensor2D = params.get("wte.weight").as2D(shape.vocabSize, shape.nEmbd);
    const at = (states: Tensor2D, temperature: number): Scalar => {
      const said = tokenLogprobs({ hidden: states, wte, targets, temperature });
      return tf.sum(tf.mul(said.logprobs, 0.3)).add(tf.sum(said.entropy)).asScalar();
    };
    return { loss: heads(apart ? tf.clone(hidden) : hidden, at), aux: {} };
  });
  const out: NamedArrays = {};
  for (const [name, g] of Object.entries(grads))
    out[name] = { shape: g.shape, values: Float32Array.from(await g.data()) };
  tf.dispose([loss, grads]);
  params.dispose();
  return out;
}

/** Whether this machine has the native backend; it runs then. */
async function nativeOpens(precision: "float32" | "bfloat16"): Promise<boolean> {
  try {
    await initBackend({ backend: "native", precision });
    return true;
  } catch (error) {
    if (!(error instanceof BackendError)) throw error;
    console.log(`left out: ${error.message}`);
    return false;
  }
}

const one: Heads = (hidden, at) => at(hidden, 0.7);
const two: Heads = (hidden, at) => at(hidden, 0.7).add(at(hidden, 2)).asScalar();
const none: Heads = (hidden) => hidden.square().sum().asScalar();

it.each([
  ["one head", one],
  ["two heads on one trunk", two],
  ["no head", none],
])("gives the gradients of the tape's sum: %s", async (_, heads) => {
  await initBackend({ backend: "cpu", precision: "float32" });
  const added: (boolean | undefined)[] = [];
  setFusedKernels({
    ...plainKernels,
    gptTrunkBackward: (a) => {
      added.push(a.addToWte);
      plainKernels.gptTrunkBackward(a);
    },
  });
  const [given, summed] = [await gradients(heads, { apart: false }), await gradients(heads, { apart: true })];
  expect(added).toEqual([heads !== none, false]);
  for (const [name, { values }] of Object.entries(given))
    values.forEach((x, i) => expect(Math.abs(x - (summed[name]?.values[i] ?? NaN))).toBeLessThan(1e-6));
});

it.each(["float32", "bfloat16"] as const)(
  "has the bits of the tape's sum on the native backend, in %s",
  async (precision) => {
    if (!(await nativeOpens(precision))) return;
    for (const heads of [one, two, none])
      expect(await gradients(heads, { apart: false })).toEqual(await gradients(heads, { apart: true }));
  },
);

// The sum of two heads' gradients was a tensor of the tape's scope: its room was given out again while wte's gradient lay in it.
it("keeps the room of the gradient of two heads on a large vocabulary", async () => {
  if (!(await nativeOpens("float32"))) return;
  const large = { ...shape, vocabSize: 2100 };
  const params = Params.fromArrays(
    Object.fromEntries(trunkShapes(large).map(([name, s]) => [name, randomArray(name, s)])),
  );
  const { loss, grads } = lossAndGrads(params, () => {
    const hidden = gptTrunk(params, large, rows);
    const wte: Tensor2D = params.get("wte.weight").as2D(large.vocabSize, large.nEmbd);
    const at = (temperature: number) => tf.sum(tokenLogprobs({ hidden, wte, targets, temperature }).logprobs);
    return { loss: at(0.7).add(at(2)).asScalar(), aux: {} };
  });
  for (let i = 0; i < 4; i++) allocate(large.vocabSize * large.nEmbd).fill(NaN);
  expect((await grads["wte.weight"]?.data())?.every(Number.isFinite)).toBe(true);
  tf.dispose([loss, grads]);
  params.dispose();
});
