import { readFileSync } from "node:fs";
import { CheckpointError } from "@rlhf/domain";
import { decodeSafetensors, initBackend, noLeaks } from "@rlhf/tensor";
import { describe, expect, it } from "vitest";
import { forward, logits } from "./forward";
import { exportGpt2, importGpt2 } from "./hf";
import { initGpt } from "./init";
import { packRows } from "./rows";
import { testEngines } from "./test-engines";

const golden = (name: string) => new URL(`../golden/${name}`, import.meta.url);
const json = (name: string): unknown => JSON.parse(readFileSync(golden(name), "utf8"));
const tinyArrays = () => decodeSafetensors(readFileSync(golden("tiny_gpt2.safetensors"))).arrays;

type Forward = { input_ids: number[]; last_hidden: number[][]; logits: number[][] };
const expected = JSON.parse(readFileSync(golden("tiny_gpt2_forward.json"), "utf8")) as Forward;

describe.each(await testEngines())("importGpt2 on %s", (backend) => {
  it("reads transformers' tiny GPT-2 and computes its hidden states and logits within 1e-5", async () => {
    await initBackend({ backend, precision: "float32" });
    const model = importGpt2(json("tiny_gpt2.config.json"), tinyArrays());
    await noLeaks(() => {
      const hidden = forward(model, packRows([expected.input_ids], model.config.nCtx));
      const scores = logits(model, hidden);
      expectClose(hidden.dataSync(), expected.last_hidden.flat(), 1e-5);
      expectClose(scores.dataSync(), expected.logits.flat(), 1e-5);
      hidden.dispose();
      scores.dispose();
    });
    model.params.dispose();
  });
});

describe("transformers' files", () => {
  it("come back equal after export and import", async () => {
    const model = initGpt({ nLayer: 1, nHead: 2, nEmbd: 4, nCtx: 8, vocabSize: 11 }, { seed: 3 });
    const file = await exportGpt2(model);
    const again = importGpt2(JSON.parse(JSON.stringify(file.config)), file.arrays);
    expect(again.config).toEqual(model.config);
    expect(await again.params.toArrays()).toEqual(await model.params.toArrays());
    model.params.dispose();
    again.params.dispose();
  });

  it("drop mask buffers and a tied head, and are refused with an untied one", () => {
    const arrays = tinyArrays();
    const wte = arrays["wte.weight"] ?? { shape: [], values: new Float32Array() };
    arrays["h.0.attn.bias"] = { shape: [1], values: new Float32Array(1) };
    arrays["lm_head.weight"] = wte;
    importGpt2(json("tiny_gpt2.config.json"), arrays).params.dispose();
    arrays["lm_head.weight"] = { shape: wte.shape, values: wte.values.map((x) => x + 1) };
    expect(() => importGpt2(json("tiny_gpt2.config.json"), arrays)).toThrow(/tied head/);
  });

  it("are refused when they ask for another architecture", () => {
    const config = { ...Object(json("tiny_gpt2.config.json")), activation_function: "relu" };
    expect(() => importGpt2(config, tinyArrays())).toThrow(CheckpointError);
    expect(() => importGpt2({}, tinyArrays())).toThrow(/n_layer/);
  });

  it("are refused at once when the config claims 2^53 layers", () => {
    const config = { ...Object(json("tiny_gpt2.config.json")), n_layer: Number.MAX_SAFE_INTEGER };
    expect(() => importGpt2(config, tinyArrays())).toThrow(/n_layer 9007199254740991/);
  });
});

function expectClose(got: ArrayLike<number>, want: number[], tolerance: number): void {
  expect(got.length).toBe(want.length);
  want.forEach((w, i) => expect(Math.abs((got[i] ?? NaN) - w), `element ${i}`).toBeLessThanOrEqual(tolerance));
}
