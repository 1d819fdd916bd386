import { ShapeError } from "@rlhf/domain";
import { type NamedArrays, Params, Philox, trunkShapes } from "@rlhf/tensor";
import type { Gpt, GptConfig, HeadName } from "./gpt";

/**
 * A network with GPT-2's initial weights: normal with deviation 0.02, positions 0.01, projections into the residual stream
 * 0.02 / sqrt(2 nLayer); biases 0, layer-norm scales 1. Every weight draws from its own stream of the seed.
 * @throws ShapeError if nEmbd is no multiple of nHead.
 * @source Radford et al. 2019, section 2.3; openai/gpt-2 model.py
 */
export function initGpt(config: GptConfig, o: { seed: number }): Gpt {
  if (config.nEmbd % config.nHead !== 0)
    throw new ShapeError(`nEmbd: expected a multiple of nHead, got ${config.nEmbd} and ${config.nHead}`);
  const arrays: NamedArrays = {};
  for (const [name, shape] of trunkShapes(config))
    arrays[name] = { shape, values: initial(name, shape, config, o.seed) };
  return { config, params: Params.fromArrays(arrays) };
}

function initial(name: string, shape: number[], config: GptConfig, seed: number): Float32Array {
  const size = shape.reduce((n, d) => n * d, 1);
  if (name.endsWith(".bias")) return new Float32Array(size);
  if (/ln_(1|2|f)\.weight$/.test(name)) return new Float32Array(size).fill(1);
  return normal(size, deviation(name, config.nLayer), { seed, purpose: `init ${name}` });
}

function deviation(name: string, nLayer: number): number {
  if (name === "wpe.weight") return 0.01;
  return name.endsWith("c_proj.weight") ? 0.02 / Math.sqrt(2 * nLayer) : 0.02;
}

function normal(size: number, std: number, key: { seed: number; purpose: string }): Float32Array {
  const random = new Philox(key);
  return Float32Array.from({ length: size }, () => std * random.normal());
}

/**
 * A copy of the model with a linear head from hidden state to one number: weights normal with deviation
 * 1 / sqrt(nEmbd + 1) and bias 0, or all zero. A head of that name is replaced.
 * @source Stiennon et al. 2020 (arXiv:2009.01325), appendix B.1: reward heads N(0, 1 / (d_model + 1))
 */
export function withScalarHead(model: Gpt, name: HeadName, o: { seed: number } | { zero: true }): Gpt {
  const c = model.config.nEmbd;
  const arrays = model.params.copyArrays();
  const values = "seed" in o ? normal(c, 1 / Math.sqrt(c + 1), { seed: o.seed, purpose: `init ${name}` }) : undefined;
  arrays[`${name}.weight`] = { shape: [c, 1], values: values ?? new Float32Array(c) };
  arrays[`${name}.bias`] = { shape: [1], values: new Float32Array(1) };
  return { config: model.config, params: Params.fromArrays(arrays) };
}
