import type { AnnotatorProfile } from "@rlhf/domain";
import type { Rng } from "../rng";

/** How an annotator errs. P(left) = (1−ε)·σ(sign·Δ/τ + biases) + ε/2, Δ = gold of left − gold of right. */
export type AnnotatorTraits = {
  /** τ, in gold: the gap that is told apart with odds e. */
  temperature: number;
  /** ε: share of answers given without looking. */
  lapse: number;
  /** Added to ε per 200 items seen. */
  fatigue: number;
  /** −1 prefers what the oracle likes less. */
  sign: 1 | -1;
  /** Logits per 10 tokens that an answer is longer. */
  lengthBias: number;
  /** Logits for the left side. */
  leftBias: number;
  /** Gold gap under which half of the answers are ties; 0: never. */
  tieThreshold: number;
};

const TYPICAL: AnnotatorTraits = {
  temperature: 0.5,
  lapse: 0.05,
  fatigue: 0,
  sign: 1,
  lengthBias: 0,
  leftBias: 0,
  tieThreshold: 0,
};

/** @source world.md, profiles */
export const ANNOTATORS: Record<AnnotatorProfile, AnnotatorTraits> = {
  expert: { ...TYPICAL, temperature: 0.25, lapse: 0.02 },
  typical: TYPICAL,
  hurried: { ...TYPICAL, temperature: 1, lapse: 0.1, fatigue: 0.05, leftBias: 0.1 },
  length_lover: { ...TYPICAL, lengthBias: 0.5 },
  contrarian: { ...TYPICAL, sign: -1 },
};

/** Two answers side by side, as their judge meets them. */
export type SideBySide = {
  goldLeft: number;
  goldRight: number;
  tokensLeft: number;
  tokensRight: number;
  itemsSeen: number;
};

/** Four uniforms in [0, 1) are all the chance in one judgment. */
export type JudgmentUniforms = { choice: number; tie: number; radius: number; angle: number };

/** `probabilityLeft` is that of a decided answer; it is the same whether this one became a tie. */
export type SimulatedJudgment = {
  side: "left" | "right" | "tie";
  strength: 0 | 1 | 2 | 3;
  probabilityLeft: number;
  seconds: number;
};

export function drawJudgmentUniforms(rng: Rng): JudgmentUniforms {
  return { choice: rng.uniform(), tie: rng.uniform(), radius: rng.uniform(), angle: rng.uniform() };
}

/** One judgment of a simulated annotator; the same uniforms give the same answer. */
export function judge(traits: AnnotatorTraits, shown: SideBySide, uniforms: JudgmentUniforms): SimulatedJudgment {
  const gap = Math.abs(shown.goldLeft - shown.goldRight);
  const probabilityLeft = probabilityOfLeft(traits, shown);
  const seconds = secondsTaken(shown, uniforms);
  if (gap < traits.tieThreshold && uniforms.tie < 0.5) return { side: "tie", strength: 0, probabilityLeft, seconds };
  const side = uniforms.choice < probabilityLeft ? "left" : "right";
  const liked = traits.sign * (shown.goldLeft - shown.goldRight) > 0 ? "left" : "right";
  return { side, strength: side === liked ? strengthOf(gap) : 1, probabilityLeft, seconds };
}

/** (1−ε)·σ(sign·Δ/τ + length + left) + ε/2. */
export function probabilityOfLeft(traits: AnnotatorTraits, shown: SideBySide): number {
  const lapse = Math.min(1, traits.lapse + (traits.fatigue * shown.itemsSeen) / 200);
  const logit =
    (traits.sign * (shown.goldLeft - shown.goldRight)) / traits.temperature +
    (traits.lengthBias * (shown.tokensLeft - shown.tokensRight)) / 10 +
    traits.leftBias;
  return (1 - lapse) / (1 + Math.exp(-logit)) + lapse / 2;
}

/** Accuracy, agreement and nats that the best predictor reaches on pairs with these probabilities. */
export type BayesCeiling = { accuracy: number; agreement: number; nats: number };

/**
 * What no reward model can beat on noisy labels of these very pairs: accuracy E max(p, 1−p), nats per label, and how
 * often two such annotators agree. probabilities: [N], of the first side.
 */
export function bayesCeiling(probabilities: readonly number[]): BayesCeiling {
  const mean = (f: (p: number) => number) => probabilities.reduce((sum, p) => sum + f(p), 0) / probabilities.length;
  const surprise = (p: number) => (p > 0 ? -p * Math.log(p) : 0);
  return {
    accuracy: mean((p) => Math.max(p, 1 - p)),
    agreement: mean((p) => p * p + (1 - p) ** 2),
    nats: mean((p) => surprise(p) + surprise(1 - p)),
  };
}

/** A third of broad pairs falls in each of the first two bands. */
function strengthOf(gap: number): 1 | 2 | 3 {
  if (gap < 0.6) return 1;
  return gap < 1.5 ? 2 : 3;
}

/** (2.5 + .18·tokens + 6·e^{−|Δ|/.5}) seconds, times LogNormal(0, .35). */
function secondsTaken(shown: SideBySide, { radius, angle }: JudgmentUniforms): number {
  const gap = Math.abs(shown.goldLeft - shown.goldRight);
  const normal = Math.sqrt(-2 * Math.log(1 - radius)) * Math.cos(2 * Math.PI * angle);
  const reading = 2.5 + 0.18 * (shown.tokensLeft + shown.tokensRight) + 6 * Math.exp(-gap / 0.5);
  return reading * Math.exp(0.35 * normal);
}
