export { combineScores, scoreEnsemble, type EnsembleRule } from "./ensemble";
export { evaluatePairs, type PairEvaluation } from "./evaluate";
export { pairLoss, plackettLuceLoss, type PairTargets } from "./loss";
export { criticFromReward, normalize } from "./normalize";
export { rankingPairs, shuffledPairs, type RewardPair } from "./pairs";
export { scoreRows, type RewardModel } from "./score";
export { createRewardTrainer, type RewardSettings, type RewardOptions, type RewardTrainer } from "./train";
