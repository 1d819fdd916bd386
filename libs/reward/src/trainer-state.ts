import type { NamedArrays } from "@rlhf/tensor";

/**
 * Everything a trainer needs to go on bit for bit from a step boundary. One entry of `files` is one safetensors file;
 * `counters` are JSON-safe numbers. Data order is a function of (seed, epoch), so the step is the cursor.
 */
export type TrainerState = { files: Record<string, NamedArrays>; counters: Record<string, number> };
