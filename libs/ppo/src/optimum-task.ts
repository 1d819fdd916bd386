// Tasks whose optimum is known, drawn from a seed: anyone can ask for tasks that nobody has tuned for.
import { gptFromArrays, initGpt, type Gpt } from "@rlhf/gpt";
import { Philox } from "@rlhf/tensor";
import type { ResponseSpace } from "./enumeration";
import type { Tokens } from "./rollout";

/**
 * What is rewarded. `pairs`: a random worth of every two neighbours. `positions`: a random worth of every token at every
 * place. `table`: a random worth of every whole response, with nothing to generalise from.
 */
export type RewardKind = "pairs" | "positions" | "table";

export type OptimumTask = ResponseSpace & {
  /** Of the reference's weights and of the reward. */
  seed: number;
  beta: number;
  /** Scale of the reference's logits: 1 is nearly uniform over tokens, 8 has clear favourites. */
  sharpness: number;
  reward: RewardKind;
};

/** Sizes in the order in which they are drawn; the last is the largest that is certified. */
const SIZES: readonly Pick<OptimumTask, "vocabSize" | "length" | "reward">[] = [
  { vocabSize: 8, length: 4, reward: "pairs" },
  { vocabSize: 4, length: 3, reward: "table" },
  { vocabSize: 6, length: 3, reward: "positions" },
  { vocabSize: 8, length: 2, reward: "table" },
  { vocabSize: 5, length: 4, reward: "pairs" },
  { vocabSize: 3, length: 4, reward: "table" },
  { vocabSize: 8, length: 3, reward: "pairs" },
  { vocabSize: 7, length: 4, reward: "positions" },
  { vocabSize: 8, length: 1, reward: "table" },
];
const BETAS = { least: 0.2, most: 1 };
const SHARPNESS = { least: 1, most: 8 };
/** Deviation of one entry of a reward: with β of at least 0.2 the optimum is far from ρ and still within reach of samples. */
const REWARD_DEVIATION: Record<RewardKind, number> = { pairs: 0.4, positions: 0.4, table: 0.5 };

export type TaskLimits = Partial<Pick<OptimumTask, "vocabSize" | "length" | "beta" | "reward">>;

/** `count` tasks of a seed; β and sharpness are log-uniform, and whatever `fixed` names is the same in all of them. */
export function drawOptimumTasks(seed: number, count: number, fixed: TaskLimits = {}): OptimumTask[] {
  return Array.from({ length: count }, (_, i) => {
    const rng = new Philox({ seed, purpose: "certify/task", row: i });
    const logUniform = ({ least, most }: typeof BETAS): number => least * (most / least) ** rng.uniform();
    const size = SIZES[i % SIZES.length] ?? { vocabSize: 8, length: 4, reward: "pairs" as const };
    const drawn = { ...size, beta: logUniform(BETAS), sharpness: logUniform(SHARPNESS), seed: rng.int(2 ** 31) };
    return { ...drawn, ...fixed, eosId: 0 };
  });
}

/** The one prompt of a task: its last token, which serves as begin-of-sequence and may be said as well. */
export const queryOf = ({ vocabSize }: OptimumTask): Tokens => [vocabSize - 1];

const WIDTH = { nLayer: 2, nHead: 2, nEmbd: 32 };
const SPREAD = 6; // GPT-2's initial matrices times this: what is said first then matters for what follows

/** A random reference of the task; another `purpose` gives another network of the same kind. */
export function drawReference(task: OptimumTask, purpose: "reference" | "policy" = "reference"): Gpt {
  const shape = { ...WIDTH, nCtx: task.length + 1, vocabSize: task.vocabSize };
  const plain = initGpt(shape, { seed: purpose === "reference" ? task.seed : task.seed + 1 });
  const arrays = plain.params.copyArrays();
  plain.params.dispose();
  const scaleOf = (name: string, rank: number): number => {
    if (name === "ln_f.weight") return task.sharpness;
    return rank === 2 && name !== "wte.weight" ? SPREAD : 1;
  };
  const scaled = Object.entries(arrays).map(([name, { shape: dims, values }]) => {
    const scale = scaleOf(name, dims.length);
    return [name, { shape: dims, values: values.map((w) => scale * w) }] as const;
  });
  return gptFromArrays(shape, Object.fromEntries(scaled));
}

/** The reward of each response. [N] */
export function drawRewards(task: OptimumTask, responses: readonly Tokens[]): number[] {
  const rng = new Philox({ seed: task.seed, purpose: "certify/reward" });
  const normals = (n: number): number[] =>
    Array.from({ length: n }, () => REWARD_DEVIATION[task.reward] * rng.normal());
  if (task.reward === "table") return normals(responses.length);
  const { vocabSize: V, length } = task;
  const worth = normals(task.reward === "pairs" ? V * V : V * length);
  const rowOf = (response: Tokens, t: number): number => (task.reward === "pairs" ? (response[t - 1] ?? V - 1) : t);
  return responses.map((response) =>
    response.reduce((sum, token, t) => sum + (worth[V * rowOf(response, t) + token] ?? NaN), 0),
  );
}
