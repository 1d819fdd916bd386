export { type Interval, type Outcome, type Uniform } from "./interval";
export { seededUniform } from "./seeded-uniform";
export { type BootstrapOptions } from "./bootstrap";
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
export { percentAgreement } from "./percent-agreement";
export { calibration, type Calibration, type Prediction, type ReliabilityBin } from "./calibration";
export { accuracy, type Accuracy, type ScoredPair } from "./accuracy";
