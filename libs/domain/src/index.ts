export {
  CRASH_POINTS,
  crashAt,
  parseCrashTarget,
  type CrashPoint,
  type CrashSite,
  type CrashTarget,
  type OnCrashPoint,
} from "./crash-points";
export {
  BackendError,
  CancelledError,
  CheckpointError,
  ConfigError,
  DatabaseError,
  DataError,
  DiskFullError,
  NonFiniteError,
  NotFoundError,
  OutOfMemoryError,
  RlhfError,
  ShapeError,
  StaleLeaseError,
  TokenizerError,
  type RlhfErrorCode,
} from "./errors";
export { escapeControls, parseJson } from "./json";
export { newId } from "./ids";
export { Backend, JobPayload, Precision, RunKind, RunRequest, RunStatus } from "./runs";
export {
  BlindTask,
  Checkpoint,
  ClaimedTask,
  DatasetRow,
  DatasetSnapshot,
  Generation,
  JudgmentInput,
  LabelBatch,
  Member,
  MemberRole,
  Message,
  MetricPoint,
  PairwiseOutcome,
  PolicyKind,
  PolicyVersion,
  Project,
  Prompt,
  RatingEntry,
  RewardModelVersion,
  Run,
  RunEvent,
  RunEventType,
  RunLease,
  RunSample,
  Side,
  Split,
  SubmitResult,
  SubmitStatus,
  TokenStats,
  UserKind,
  Verdict,
} from "./records";
export { METRICS, type MetricInfo, type MetricKey, type MetricValues } from "./metric-keys";
export { DataConfig, ModelConfig, TokenizerConfig, WorldConfig } from "./config/model";
export { PretrainConfig, SftConfig } from "./config/language-model";
export { AnnotatorProfile, GenerateConfig, LabelConfig } from "./config/labeling";
export { RewardConfig } from "./config/reward";
export { KlEstimator, LossReduction, MissingEos, PpoConfig } from "./config/ppo";
export { EvaluateConfig } from "./config/evaluate";
export { LoopConfig, Preset, PRESETS } from "./config/loop";
export { isStageKind, STAGE_RUNS, StageInput, StageInputs, type StageKind } from "./config/stage-run";
export { OverOptimizationConfig, OverOptimizationPreset, OVEROPTIMIZATION_PRESETS } from "./config/experiment";
export { ScheduledConfig } from "./config/scheduled";
export { setting, type SettingInfo } from "./config/setting";
export { canonicalJson, mergeConfig, nearestName, parseConfig, parseSetting } from "./config/resolve";
