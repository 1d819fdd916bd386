import { BackendError, ShapeError } from "@rlhf/domain";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { initBackend, setFusedKernels } from "../../backend";
import { lossAndGrads } from "../../gradients";
import { memory } from "../../memory";
import { type NamedArrays, Params } from "../../params";
import { plainKernels } from "../../plain/kernels";
import { tf } from "../../tfjs";
import { randomArray } from "../parity";
import { gptTrunk, offersGptTrunk } from "./op";
import { trunkShapes } from "./weights";

const shape = { nLayer: 1, nHead: 2, nEmbd: 4, nCtx: 4, vocabSize: 5 };
const rows = { tokens: Int32Array.of(1, 4, 0), positions: Int32Array.of(0, 1, 0), offsets: Int32Array.of(0, 2, 3) };
const arrays: NamedArrays = Object.fromEntries(trunkShapes(shape).map(([name, s]) => [name, randomArray(name, s)]));

describe("gptTrunk", () => {
  let open = 0;
  let params: Params;
  beforeEach(async () => {
    await initBackend({ backend: "cpu", precision: "float32" });
    open = 0;
    setFusedKernels({
      gptTrunkForward: (a) => {
        const handle = plainKernels.gptTrunkForward(a);
        if (handle === null) return null;
        open++;
        const counted = { ...handle, release: () => void (open--, handle.release()) };
        inner.set(counted, handle);
        return counted;
      },
      gptTrunkBackward: (a) => {
        open--;
        plainKernels.gptTrunkBackward({ ...a, handle: inner.get(a.handle) ?? a.handle });
      },
    });
    params = Params.fromArrays(arrays);
  });
  afterEach(() => params.dispose());
  const inner = new WeakMap<object, { release(): void }>();

  it("keeps activations only under the tape, and frees them whether or not the loss reaches them", () => {
    const before = memory().numTensors;
    gptTrunk(params, shape, rows).dispose();
    expect(open).toBe(0);
    for (const reached of [true, false]) {
      const { loss, grads } = lossAndGrads(params, () => {
        const hidden = gptTrunk(params, shape, rows);
        expect(open).toBe(1);
        const other = params.get("ln_f.bias").sum();
        return { loss: (reached ? hidden.square().sum().add(other) : other).asScalar(), aux: {} };
      });
      expect(open).toBe(0);
      expect(Object.keys(grads)).toEqual(params.names);
      tf.dispose([loss, grads]);
    }
    expect(memory().numTensors).toBe(before);
  });

  it("refuses tokens, positions and weights that do not fit", () => {
    expect(offersGptTrunk()).toBe(true);
    expect(() => gptTrunk(params, shape, { ...rows, tokens: Int32Array.of(1, 5, 0) })).toThrow(ShapeError);
    expect(() => gptTrunk(params, { ...shape, nCtx: 5 }, rows)).toThrow(/wpe\.weight/);
    expect(() => gptTrunk(params, shape, { ...rows, places: Int32Array.of(0, 3) })).toThrow(/0 … 2, got 3/);
    expect(() => gptTrunk(params, shape, { ...rows, places: Int32Array.of(1, 1) })).toThrow(/got 1 after 1/);
    setFusedKernels({});
    expect(offersGptTrunk()).toBe(false);
    expect(() => gptTrunk(params, shape, rows)).toThrow(BackendError);
  });
});
