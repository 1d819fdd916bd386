import type { OverOptimizationConfig } from "@rlhf/domain";
import type { EnsembleRule } from "@rlhf/reward";

/** How a reward model, or an ensemble of them, is read. */
export type ArmName = "single" | "mean" | "worst-case" | "uncertainty-weighted";
export const ARM_NAMES: readonly ArmName[] = ["single", "mean", "worst-case", "uncertainty-weighted"];

/** The rule of an arm; a single model is the mean of an ensemble of one. */
export function ruleOf(arm: ArmName, lambda: number): EnsembleRule {
  if (arm === "uncertainty-weighted") return { kind: arm, lambda };
  return { kind: arm === "worst-case" ? arm : "mean" };
}

/** One point of a curve: √KL to the initial policy, and what the optimised score and the oracle have gained. */
export type CurvePoint = { distance: number; gold: number; proxy: number };
/** One optimisation of one arm under one seed; `member` tells the single models of a seed apart. */
export type Curve = { arm: ArmName; seed: number; member: number | null; points: CurvePoint[] };

export type Settings = OverOptimizationConfig;
