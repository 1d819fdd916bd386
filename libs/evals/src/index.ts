export type { Answer, DivergenceFn, GenerateFn, ScoreFn } from "./answers";
export { bestOfN, bestOfNKl, unbiasedBestOfN } from "./best-of-n";
export { divergenceOf } from "./divergence";
export { evaluatePolicy, type PolicyEvaluation } from "./evaluate-policy";
export { perplexity } from "./perplexity";
export { preferenceCalibration, type ScoredComparison } from "./preference-calibration";
export { drawWalkGraph, randomWalk, startNodes, walkOptimality, type WalkGraph } from "./random-walks";
