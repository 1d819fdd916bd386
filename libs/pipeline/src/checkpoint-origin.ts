import { canonicalJson, CheckpointError, type Run } from "@rlhf/domain";
import { z } from "zod";
import type { Workbench } from "./workbench";

/**
 * What a checkpoint was computed from and with: with its files and counters, everything that the rest of the run depends
 * on. Random numbers have no state (they are a function of seed, purpose, step and row), the learning rate and the order of
 * the data are functions of config, seed and step, and a rollout lives and dies within one step.
 */
const Origin = z.object({
  configHash: z.string(),
  seed: z.number(),
  /** Ids and content hashes of what the stage works on: policy, reference, reward model, snapshot, data files. */
  inputs: z.record(z.string(), z.json()),
  backend: z.string(),
  precision: z.string(),
  threads: z.int(),
  /** Processes that train together; the sums of another number of them would round otherwise. */
  worldSize: z.int(),
  codeVersion: z.string(),
});
export type Origin = z.infer<typeof Origin>;

export function originOf(row: Run, { backend }: Workbench): Origin {
  const { configHash, seed, codeVersion } = row;
  const inputs = Origin.shape.inputs.parse(row.inputs);
  const { name, precision, threads } = backend;
  return { configHash, seed, inputs, backend: name, precision, threads, worldSize: 1, codeVersion };
}

/** On the native backend neither threads nor, with this version's format, an older version of the code changes a bit. */
const MUST_EQUAL = ["configHash", "seed", "inputs", "backend", "precision", "worldSize"] as const;

/**
 * A run goes on only with what its checkpoint was made with: anything else would give numbers that no undisturbed run has.
 * @throws CheckpointError naming what differs. A checkpoint from before origins were stored has nothing to compare.
 */
export function assertSameOrigin(state: Record<string, unknown>, now: Origin): void {
  if (state.origin === undefined) return;
  const then = Origin.parse(state.origin);
  for (const key of MUST_EQUAL) {
    const [was, is] = [canonicalJson(then[key]), canonicalJson(now[key])];
    if (was === is) continue;
    throw new CheckpointError(
      `checkpoint: expected to go on with ${key} ${was}, got ${is}; resume it as it was started, or start a new run`,
    );
  }
}
