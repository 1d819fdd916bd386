// GPT-2 files of Hugging Face transformers: config.json and the arrays of model.safetensors.
import { CheckpointError } from "@rlhf/domain";
import type { NamedArrays } from "@rlhf/tensor";
import { checkpointArrays, gptFromArrays } from "./checkpoint";
import type { Gpt, GptConfig } from "./gpt";

type Json = Record<string, unknown>;

const isJson = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * The model of a transformers GPT-2 file. A leading "transformer." is taken off names; mask buffers are dropped; an
 * lm_head must equal the token embedding; a `score` of a sequence classifier becomes our head with bias 0.
 * @throws CheckpointError when the configuration asks for another architecture or a weight does not fit.
 */
export function importGpt2(configJson: unknown, arrays: NamedArrays): Gpt {
  const config = parseConfig(configJson);
  const weights = Object.keys(arrays).length;
  if (config.nLayer > weights)
    // before anything is made per layer
    throw new CheckpointError(
      `config.json: n_layer ${config.nLayer}: expected weights of every layer, got ${weights} in all`,
    );
  const renamed: NamedArrays = {};
  for (const [name, array] of Object.entries(arrays)) {
    const ours = name.replace(/^transformer\./, "");
    if (/^h\.\d+\.attn\.(bias|masked_bias)$/.test(ours)) continue; // the causal mask, saved as a buffer by old versions
    renamed[ours] = array;
  }
  takeLmHead(renamed);
  const score = renamed["score.weight"];
  if (score !== undefined && !("score.bias" in renamed)) {
    renamed["score.weight"] = { shape: [config.nEmbd, 1], values: score.values };
    renamed["score.bias"] = { shape: [1], values: new Float32Array(1) };
  }
  return gptFromArrays(config, renamed);
}

/** config.json and arrays that transformers' GPT2LMHeadModel opens; scalar heads are left out. */
export async function exportGpt2(model: Gpt): Promise<{ config: Json; arrays: NamedArrays }> {
  const { nLayer, nHead, nEmbd, nCtx, vocabSize } = model.config;
  const config: Json = {
    architectures: ["GPT2LMHeadModel"],
    model_type: "gpt2",
    activation_function: "gelu_new",
    layer_norm_epsilon: 1e-5,
    ...{ n_layer: nLayer, n_head: nHead, n_embd: nEmbd, n_positions: nCtx, n_ctx: nCtx, vocab_size: vocabSize },
    ...{ attn_pdrop: 0, embd_pdrop: 0, resid_pdrop: 0, tie_word_embeddings: true, torch_dtype: "float32" },
  };
  const trunk = Object.entries(await checkpointArrays(model)).filter(([name]) => !/^(score|value_head)\./.test(name));
  return { config, arrays: Object.fromEntries(trunk.map(([name, array]) => [`transformer.${name}`, array])) };
}

function parseConfig(json: unknown): GptConfig {
  if (!isJson(json)) throw new CheckpointError("config.json: expected an object");
  const count = (key: string): number => {
    const value = json[key];
    if (typeof value === "number" && Number.isSafeInteger(value) && value > 0) return value;
    throw new CheckpointError(`config.json: expected a whole number ${key}, got ${JSON.stringify(value)}`);
  };
  const config: GptConfig = {
    nLayer: count("n_layer"),
    nHead: count("n_head"),
    nEmbd: count("n_embd"),
    nCtx: count("n_positions"),
    vocabSize: count("vocab_size"),
  };
  const only = (key: string, allowed: readonly unknown[]) => {
    if (!allowed.includes(json[key]))
      throw new CheckpointError(
        `config.json: expected ${key} to be ${allowed.map(String).join(" or ")}, got ${JSON.stringify(json[key])}`,
      );
  };
  only("model_type", ["gpt2", undefined]);
  only("activation_function", ["gelu_new", "gelu_pytorch_tanh", undefined]);
  only("layer_norm_epsilon", [1e-5, undefined]);
  only("n_inner", [null, undefined, 4 * config.nEmbd]);
  only("scale_attn_weights", [true, undefined]);
  only("scale_attn_by_inverse_layer_idx", [false, undefined]);
  return config;
}

function takeLmHead(arrays: NamedArrays): void {
  const [head, wte] = [arrays["lm_head.weight"], arrays["wte.weight"]];
  if (head === undefined) return;
  if (wte === undefined || !head.values.every((x, i) => x === wte.values[i]))
    throw new CheckpointError(
      "lm_head.weight: expected it to equal wte.weight (a tied head); untied heads are not read",
    );
  delete arrays["lm_head.weight"];
}
