// One whole PPO step that the PyTorch peer wrote down (`torch_ppo.py --record`): shapes B rows, P prompt, R response tokens.
import { CheckpointError } from "@rlhf/domain";
import type { GptConfig } from "@rlhf/gpt";
import { decodeSafetensors, type NamedArrays } from "@rlhf/tensor";
import { z } from "zod";

const count = z.int().positive();
const Peer = z.object({ L: count, d: count, h: count, V: count, T: count, P: count, R: count, B: count });
const Metadata = z.object({
  workload: z.string().transform((text) => Peer.parse(JSON.parse(text))),
  dtype: z.enum(["f32", "bf16"]),
  temperature: z.coerce.number(),
  kl_coef: z.coerce.number(),
  vf_coef: z.coerce.number(),
  cliprange: z.coerce.number(),
  torch: z.string(),
});

/** The columns of the recorded metrics, in their order. */
export const METRICS = ["loss", "policy loss", "value loss", "approxkl", "clipfrac", "gradient norm"] as const;

/** The rollout of a case; tokens and per-token arrays lie row by row, [B, P + R] and [B, R], scores [B]. */
export type RecordedCase = {
  config: GptConfig;
  dtype: "f32" | "bf16";
  torch: string;
  promptLength: number;
  settings: { temperature: number; klCoef: number; vfCoef: number; cliprange: number };
  before: Record<"policy" | "ref" | "critic" | "reward", NamedArrays>;
  after: Record<"policy" | "critic", NamedArrays>;
  rows: number[][];
  of: (name: "logprobs" | "ref_logprobs" | "values" | "scores" | "rewards" | "advantages" | "returns") => Float32Array;
  /** Row numbers of each optimiser step, and its metrics in the order of METRICS. */
  minibatches: number[][];
  metrics: number[][];
};

/** @throws CheckpointError when a tensor of the case is missing, ZodError when its metadata is not the peer's. */
export function readRecordedCase(bytes: Uint8Array): RecordedCase {
  const { arrays, metadata } = decodeSafetensors(bytes);
  const { workload: w, dtype, torch, temperature, kl_coef, vf_coef, cliprange } = Metadata.parse(metadata);
  const array = (name: string) => {
    const found = arrays[name];
    if (found === undefined)
      throw new CheckpointError(`recorded step: expected ${name}, it is not there; record again`);
    return found;
  };
  const weights = (moment: "before" | "after", network: string) => networkOf(arrays, `${moment}/${network}/`, network);
  return {
    config: { nLayer: w.L, nHead: w.h, nEmbd: w.d, nCtx: w.T, vocabSize: w.V },
    dtype,
    torch,
    promptLength: w.P,
    settings: { temperature, klCoef: kl_coef, vfCoef: vf_coef, cliprange },
    before: {
      policy: weights("before", "policy"),
      ref: weights("before", "ref"),
      critic: weights("before", "critic"),
      reward: weights("before", "reward"),
    },
    after: { policy: weights("after", "policy"), critic: weights("after", "critic") },
    rows: rowsOf(array("data/sequences")),
    of: (name) => array(`data/${name}`).values,
    minibatches: rowsOf(array("data/minibatches")),
    metrics: rowsOf(array("data/metrics")),
  };
}

/** The peer's only other name is `head`, [1, C] where ours is [C, 1]. */
function networkOf(arrays: NamedArrays, prefix: string, network: string): NamedArrays {
  const head = network === "reward" ? "score" : "value_head";
  const ours: NamedArrays = {};
  for (const [name, array] of Object.entries(arrays)) {
    if (!name.startsWith(prefix)) continue;
    const weight = name.slice(prefix.length);
    const shape = weight === "head.weight" ? [...array.shape].reverse() : array.shape;
    ours[weight.replace(/^head\./, `${head}.`)] = { shape, values: array.values };
  }
  return ours;
}

function rowsOf({ shape, values }: NamedArrays[string]): number[][] {
  const [rows = 0, width = 0] = shape;
  return Array.from({ length: rows }, (_, i) => Array.from(values.subarray(i * width, (i + 1) * width)));
}
