import { CheckpointError } from "@rlhf/domain";
import type { NamedArrays, Params } from "./params";

/**
 * Everything a trainer needs to go on bit for bit from a step boundary. One entry of `files` is one safetensors file;
 * `counters` are JSON-safe numbers. Data order is a function of (seed, epoch), so the step is the cursor.
 */
export type TrainerState = { files: Record<string, NamedArrays>; counters: Record<string, number> };

/** @throws CheckpointError if the state lacks the file. */
export function fileOf(state: TrainerState, name: string): NamedArrays {
  const arrays = state.files[name];
  if (arrays) return arrays;
  throw new CheckpointError(`expected file ${name} in the state, got ${Object.keys(state.files).join(", ")}`);
}

/** @throws CheckpointError if the state lacks the counter. */
export function counterOf(state: TrainerState, name: string): number {
  const value = state.counters[name];
  if (value !== undefined) return value;
  throw new CheckpointError(`expected counter ${name} in the state, got ${Object.keys(state.counters).join(", ")}`);
}

/** Overwrites every weight of the network. @throws CheckpointError if one is missing, ShapeError if one has another size. */
export function assignWeights(params: Params, arrays: NamedArrays): void {
  for (const name of params.names) {
    const saved = arrays[name];
    if (!saved) throw new CheckpointError(`${name}: expected this weight in the state, got none`);
    params.assign(name, saved.values);
  }
}
