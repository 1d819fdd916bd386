export { type Interval, type Outcome, type Uniform } from "./interval";
export { jeffreysInterval, wilsonInterval } from "./proportion-interval";
export {
  clusterMeans,
  pairedDifference,
  winRate,
  type BootstrapOptions,
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
