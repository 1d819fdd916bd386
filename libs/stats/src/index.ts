export { type Interval, type Outcome, type Uniform } from "./interval";
export { seededUniform } from "./seeded-uniform";
export { bootstrapMean, type BootstrapOptions } from "./bootstrap";
export { jeffreysInterval, wilsonInterval } from "./proportion-interval";
export {
  clusterMeans,
  pairedDifference,
  winRate,
  type ClusteredOutcome,
  type PairedDifference,
  type WinRate,
} from "./win-rate";
export {
  betaMixtureInterval,
  betaMixtureSequence,
  bettingSequence,
  type ConfidenceSequence,
  type SequenceOptions,
} from "./confidence-sequence";
export { verdict, type Verdict } from "./verdict";
export { lengthControlledWinRate, type LengthControlledWinRate, type LengthOutcome } from "./length-controlled";
export {
  fitBradleyTerry,
  type BradleyTerryFit,
  type BradleyTerryOptions,
  type Estimate,
  type PairedFit,
  type PairedJudgment,
  type PairedOptions,
  type TieModel,
} from "./bradley-terry";
export { type CovarianceKind } from "./cluster-covariance";
export { eloScale, type RankedItem } from "./ranked-items";
export { fitStrengthModel, type GradedJudgment, type StrengthFit } from "./strength-model";
export { krippendorffAlpha, type KrippendorffAlpha, type KrippendorffMetric } from "./krippendorff-alpha";
export { type Rating } from "./ratings";
export { histogram, type Histogram } from "./histogram";
export { percentAgreement } from "./percent-agreement";
export { calibration, type Calibration, type Prediction, type ReliabilityBin } from "./calibration";
export { accuracy, type Accuracy, type ScoredPair } from "./accuracy";
export { fitPlackettLuce, type PlackettLuceFit, type Ranking } from "./plackett-luce";
export { expandRanking } from "./expand-ranking";
export { fitCrowdBradleyTerry, type CrowdBradleyTerryFit, type CrowdOptions } from "./crowd-bradley-terry";
export { type Connection } from "./connectivity";
export { cohenKappa, type CohenKappa, type KappaWeights } from "./cohen-kappa";
export { fleissKappa } from "./fleiss-kappa";
export { kendallConcordance, kendallTau, type Concordance } from "./rank-correlation";
export { dawidSkene, type DawidSkene, type DawidSkeneOptions } from "./dawid-skene";
export { goldScore, type GoldScore } from "./gold-score";
export { sideBias, type AnnotatorBias, type SideBias, type SideOutcome } from "./side-bias";
export { mcnemar, swapConsistency, type McNemar, type SwappedPair } from "./mcnemar";
export { benjaminiHochberg } from "./benjamini-hochberg";
export { alwaysValidPairs, eBenjaminiHochberg, type TestedPair } from "./always-valid-pairs";
export { sampleSize, type SampleSizeOptions } from "./sample-size";
export { temperatureScaling, type MarginOutcome, type Temperature } from "./temperature-scaling";
export { fitPowerLaw, type PowerLawFit, type SizedPoint } from "./power-law";
export {
  fitOverOptimization,
  overOptimizationCurve,
  type OptimizationForm,
  type OptimizationPoint,
  type OverOptimizationFit,
  type Peak,
} from "./over-optimization";
export { peakShift, type PeakShift } from "./peak-shift";
export { bestOfNKl, bestOfNNormal, bestOfNReward, type ScoredSample } from "./best-of-n";
export { eloExpectation, eloRatings, eloUpdate } from "./elo";
