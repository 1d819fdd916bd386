import { assignWeights, counterOf, fileOf, type TrainerState } from "@rlhf/tensor";
import type { Network, Networks } from "./update";

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
