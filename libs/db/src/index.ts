export { artifactProbe } from "./artifact-probe";
export {
  batchProgress,
  createLabelBatch,
  createTasks,
  ensureGuideline,
  guidelineInForce,
  ensureTaskSchema,
  listLabelBatches,
} from "./batches";
export type { GoldKind, TaskInput } from "./batches";
export {
  commitCheckpoint,
  insertArtifacts,
  insertRunSamples,
  latestCheckpoints,
  listRunSamples,
  liveManifests,
  readCheckpoints,
} from "./checkpoints";
export {
  createEvalRun,
  ensureEvalSuite,
  finishEvalRun,
  insertEvalResults,
  readRatingEntries,
  saveRatingFit,
} from "./evaluations";
export {
  insertGenerations,
  insertRewardScores,
  insertTokenStats,
  listGenerations,
  readTokenStats,
} from "./generations";
export type { GenerationInput } from "./generations";
export {
  appendEvents,
  appendMetrics,
  appendSpread,
  latestMetrics,
  MetricSpread,
  readEvents,
  readMetrics,
  readSpreads,
  truncateMetricsAfter,
} from "./metrics";
export type { MetricSummary } from "./metrics";
export { migrate, pendingMigrations } from "./migrate";
export { isConnectionLost } from "./connection-error";
export { closeDatabase, fencedDatabase, openDatabase } from "./open-database";
export type { Db } from "./open-database";
export { listOutcomes } from "./outcomes";
export type { OutcomeFilter } from "./outcomes";
export { createPolicyVersion, ensurePolicy, getPolicyVersion, listPolicyVersions } from "./policies";
export type { Policy } from "./policies";
export { ensureProject, ensureUser, listMembers, listProjects } from "./projects";
export { ensurePromptSet, insertPrompts, listPrompts, readPrompts } from "./prompts";
export type { PromptInput, PromptSet } from "./prompts";
export {
  claimMany,
  judgeRounds,
  claimTask,
  readBlindTask,
  reapLeases,
  retractJudgment,
  skipTask,
  submitJudgment,
} from "./queue";
export type { Judge } from "./queue";
export { queryError } from "./query";
export { createRewardModelVersion, getRewardModelVersion } from "./reward-models";
export type { RewardModelVersionInput } from "./reward-models";
export {
  cancelRun,
  claimRun,
  failRun,
  finishRun,
  heartbeat,
  pauseRun,
  readRequest,
  requestRun,
  requeueRun,
  setProgress,
} from "./run-lease";
export {
  claimWaitingRun,
  continueRun,
  enqueueRun,
  getRunJob,
  heldRuns,
  recoverRun,
  releaseRun,
  RUN_QUEUED,
  waitingRuns,
  wakeStarvedRuns,
} from "./run-jobs";
export type { HeldRun, Recovery, RunJob } from "./run-jobs";
export { createRun, getRun, listRuns } from "./runs";
export {
  CatchUp,
  databaseNow,
  dueSchedules,
  fireTick,
  getSchedule,
  insertSchedule,
  listFires,
  listSchedules,
  OverlapPolicy,
  Schedule,
  ScheduleFire,
  switchSchedule,
} from "./schedules";
export type { Decision, FireOutcome, NewSchedule, SinceLastRun, Tick } from "./schedules";
export {
  appendSampleToken,
  cancelSample,
  claimSample,
  endSample,
  expireSamples,
  readSample,
  requestSample,
  samplesWait,
  SAMPLE_CHANGED,
  SAMPLE_REQUESTED,
  SampleSettings,
} from "./sample-requests";
export type { SampleAnswer, SampledToken, SampleRequest, TopToken } from "./sample-requests";
export { createSnapshot, getSnapshot, readSnapshotRows } from "./snapshots";
export { assertDurable, databaseStatus, resetDatabase, startDatabase, stopDatabase } from "./start-database";
export type { DatabaseOptions, DatabaseStatus, RunningDatabase } from "./start-database";
export { resolveHome, type HomePlaces } from "./embedded/home";
