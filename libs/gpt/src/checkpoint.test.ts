import { CheckpointError } from "@rlhf/domain";
import { decodeSafetensors, encodeSafetensors, initBackend } from "@rlhf/tensor";
import { beforeAll, describe, expect, it } from "vitest";
import { checkpointArrays, gptFromArrays } from "./checkpoint";
import { initGpt, withScalarHead } from "./init";

const config = { nLayer: 1, nHead: 1, nEmbd: 4, nCtx: 6, vocabSize: 9 };

describe("a checkpoint", () => {
  beforeAll(async () => void (await initBackend({ backend: "cpu", precision: "float32" })));
  const arraysOf = async () => {
    const model = withScalarHead(initGpt(config, { seed: 1 }), "value_head", { seed: 2 });
    return checkpointArrays(model);
  };

  it("comes back with every bit and its head, through a file too", async () => {
    const arrays = await arraysOf();
    const model = gptFromArrays(config, decodeSafetensors(encodeSafetensors(arrays)).arrays);
    expect(await checkpointArrays(model)).toEqual(arrays);
    expect(model.params.has("value_head.weight")).toBe(true);
    model.params.dispose();
  });

  it("is refused with all that is missing, unknown or of another shape", async () => {
    const arrays = await arraysOf();
    delete arrays["ln_f.bias"];
    arrays["h.0.attn.c_attn.weight"] = { shape: [4, 4], values: new Float32Array(16) };
    arrays["h.1.ln_1.bias"] = { shape: [4], values: new Float32Array(4) };
    const load = () => gptFromArrays(config, arrays);
    expect(load).toThrow(CheckpointError);
    expect(load).toThrow(
      /c_attn\.weight: expected \[4, 12\], got \[4, 4\].*ln_f\.bias: expected \[4\], got none.*h\.1\.ln_1\.bias: not/,
    );
  });
});
