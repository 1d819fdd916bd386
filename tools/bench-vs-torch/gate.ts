// Before any timing counts: both programs must mean the same step.
import type { Precision } from "@rlhf/domain";
import { initBackend } from "@rlhf/tensor";
import { readFileSync } from "node:fs";
import { dithered, medianAgreement } from "./dither";
import { readRecordedCase, type RecordedCase } from "./recorded-case";
import { replay, type Agreement } from "./replay";

/** Largest relative error; see Agreement for what each is relative to. */
export const TOLERANCE: Record<Precision, number> = { float32: 1e-4, bfloat16: 2e-2 };

/**
 * Rows of name and error that are held to the tolerance: rollout, metrics and weights. In float32 also the weights' update;
 * in bfloat16 it is told but not held: Adam's first steps are ±lr by the gradient's sign, and where a gradient is smaller
 * than its rounding the sign is noise on both sides.
 */
export function heldErrors(precision: Precision, agreement: Agreement): [name: string, error: number][] {
  const { rollout, metrics, weights, update } = agreement;
  const networks = (title: string, errors: Record<string, number>): [string, number][] =>
    Object.entries(errors).map(([name, error]) => [`${name} ${title}`, error]);
  return [
    ...Object.entries(rollout),
    ...Object.entries(metrics),
    ...networks("weights", weights),
    ...(precision === "float32" ? networks("update", update) : []),
  ];
}

/** Names and errors that exceed the tolerance; a NaN does. */
export function disagreements(precision: Precision, agreement: Agreement): [name: string, error: number][] {
  return heldErrors(precision, agreement).filter(([, error]) => !(error <= TOLERANCE[precision]));
}

export const precisionOf = ({ dtype }: RecordedCase): Precision => (dtype === "f32" ? "float32" : "bfloat16");

// PPO's clip is a switch: a token whose ratio lies at the edge has its gradient or has none, and bfloat16 rounding throws it.
// On W1 that alone moves the gradient norm of one replay between 2e-3 and 3e-2 of PyTorch's, so bfloat16 is judged by the
// median of several replays whose weights differ by less than half a unit of bfloat16; a fault moves them all.
const REPLAYS: Record<Precision, number> = { float32: 1, bfloat16: 5 };

/** Replays a recorded file on the default engine. */
export async function agreementOf(file: string, { threads }: { threads: number }): Promise<Agreement> {
  const recorded = readRecordedCase(readFileSync(file));
  const precision = precisionOf(recorded);
  await initBackend({ backend: "auto", precision, threads });
  const all: Agreement[] = [];
  for (let i = 0; i < REPLAYS[precision]; i++) all.push(await replay(i === 0 ? recorded : dithered(recorded, i)));
  return medianAgreement(all);
}
