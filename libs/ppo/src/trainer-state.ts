import { CheckpointError } from "@rlhf/domain";
import type { NamedArrays, Params } from "@rlhf/tensor";
import type { Network, Networks } from "./update";

/**
 * Everything a trainer needs to go on bit for bit from a step boundary. One entry of `files` is one safetensors file;
 * `counters` are JSON-safe numbers. Data order is a function of (seed, epoch), so the step is the cursor.
 */
export type TrainerState = { files: Record<string, NamedArrays>; counters: Record<string, number> };

type Counters = { step: number; episodes: number; klCoef: number };

/** Copies networks, optimisers and counters. The rollout buffer is not part of it: it lives and dies within one step. */
export async function networkState({ policy, critic }: Networks, counters: Counters): Promise<TrainerState> {
  const saved: TrainerState = { files: {}, counters: { ...counters } };
  await save(saved, policy, { name: "policy", file: "model", optimizer: "optimizer" });
  if (critic) await save(saved, critic, { name: "critic", file: "critic", optimizer: "critic_optimizer" });
  return saved;
}

/** Puts a state back into the networks and returns its counters. @throws CheckpointError if something is missing. */
export function loadNetworks({ policy, critic }: Networks, saved: TrainerState): Counters {
  restore(saved, policy, { name: "policy", file: "model", optimizer: "optimizer" });
  if (critic) restore(saved, critic, { name: "critic", file: "critic", optimizer: "critic_optimizer" });
  return {
    step: counterOf(saved, "step"),
    episodes: counterOf(saved, "episodes"),
    klCoef: counterOf(saved, "klCoef"),
  };
}

type Names = { name: string; file: string; optimizer: string };

async function save(into: TrainerState, { model, optimizer, nonFinite }: Network, names: Names): Promise<void> {
  const adam = await optimizer.state();
  into.files[names.file] = await model.params.toArrays();
  into.files[names.optimizer] = adam.arrays;
  into.counters[`${names.name}AdamSteps`] = adam.stepCount;
  into.counters[`${names.name}NonFiniteTotal`] = nonFinite.total;
  into.counters[`${names.name}NonFiniteInARow`] = nonFinite.inARow;
}

function restore(saved: TrainerState, { model, optimizer, nonFinite }: Network, names: Names): void {
  assignWeights(model.params, fileOf(saved, names.file));
  optimizer.load({
    stepCount: counterOf(saved, `${names.name}AdamSteps`),
    arrays: fileOf(saved, names.optimizer),
  });
  nonFinite.total = counterOf(saved, `${names.name}NonFiniteTotal`);
  nonFinite.inARow = counterOf(saved, `${names.name}NonFiniteInARow`);
}

/** @throws CheckpointError if the state lacks the file. */
function fileOf(state: TrainerState, name: string): NamedArrays {
  const arrays = state.files[name];
  if (arrays) return arrays;
  throw new CheckpointError(`expected file ${name} in the state, got ${Object.keys(state.files).join(", ")}`);
}

/** @throws CheckpointError if the state lacks the counter. */
function counterOf(state: TrainerState, name: string): number {
  const value = state.counters[name];
  if (value !== undefined) return value;
  throw new CheckpointError(`expected counter ${name} in the state, got ${Object.keys(state.counters).join(", ")}`);
}

/** Overwrites every weight of the network. @throws CheckpointError if one is missing, ShapeError if one has another size. */
function assignWeights(params: Params, arrays: NamedArrays): void {
  for (const name of params.names) {
    const saved = arrays[name];
    if (!saved) throw new CheckpointError(`${name}: expected this weight in the state, got none`);
    params.assign(name, saved.values);
  }
}
