export { allIn, standingIn, type Owned } from "./access";
export {
  acceptInvite,
  ApiTokenRow,
  bearerOf,
  createApiToken,
  createInvite,
  createSignInLink,
  ensureOwner,
  InviteRow,
  inviteOffer,
  joinByInvite,
  listApiTokens,
  listInvites,
  Membership,
  membershipsOf,
  OWNER_EMAIL,
  redeemSignInLink,
  revokeApiToken,
  revokeInvite,
} from "./accounts";
export { appendAudit, AuditRow, listAudit, verifyAudit, type AuditEntry } from "./audit";
export {
  agreementWithOthers,
  AnsweredItem,
  answeredItems,
  labelingPace,
  NextTask,
  nextTask,
  readGuideline,
  renewLease,
  waitingTasks,
} from "./label-desk";
export { lastJudgedPair, plannedJudgments } from "./compared-pairs";
export {
  FrontierBestOfN,
  frontierBestOfN,
  FrontierCheckpoint,
  frontierCheckpoints,
  FrontierEvaluation,
  frontierEvaluations,
} from "./frontier-rows";
export { onNotify } from "./notifications";
export { sessionOf } from "./sessions";
export { activeStages, loopCounts, newestComparison, type LoopCounts } from "./overview";
export { changeSchedule, FireRow, fireRows, SchedulePace, schedulePaces, type ScheduleChange } from "./schedule-desk";
export {
  anyPassword,
  countAttempt,
  hashPassword,
  PASSWORD_LENGTH,
  passwordHashOf,
  setPassword,
  verifyPassword,
} from "./passwords";
export { addGuideline, GuidelineRow, guidelineRows } from "./guidelines";
export {
  CheckpointRow,
  compareConfigs,
  ConfigRow,
  eventsAfter,
  lastEventNumbers,
  listCheckpoints,
  PastEvent,
  pastEvents,
  ProbeSample,
  probeSamples,
  readTokenIds,
  RunLineage,
  runLineage,
  sampledSteps,
  StreamedEvent,
} from "./run-detail";
export { listRunSummaries, MetricSeries, readSeries, RunSummary } from "./run-list";
export {
  changeRole,
  createProject,
  joinProject,
  MemberRow,
  memberRows,
  projectSummary,
  renameProject,
  setDisabled,
} from "./members";
export { findAnything, Found } from "./find";
export { countJudgments, JudgmentRow, judgmentRows } from "./judgment-rows";
export { LearnedBatch, learnedBatches, PolicyDescent, policyDescent } from "./policy-detail";
export { PolicyRow, policyRows } from "./policy-list";
export { countRegressions, RegressionRow, regressionRows, triageRegression, TriageStatus } from "./regression-rows";
export { SAMPLE_ORDERS, SampleRow, sideBySideSamples } from "./sample-rows";
export { judgmentHighWater, promptTraits, RewardModelRow, rewardModelRows, scoredPairs } from "./comparison-rows";
export {
  answersToCompare,
  batchHealth,
  BatchRow,
  batchRows,
  qualityRows,
  setBatchStatus,
  unanimousPairs,
  type BatchHealth,
  type QualityRow,
} from "./batch-desk";
export { batchAgreements, BatchDetail, batchDetail, isBatchName, timesMet } from "./batch-detail";
export { storePrompts } from "./prompts";
export {
  batchPreferences,
  changePrompts,
  importedFiles,
  PreferenceRow,
  preferenceRows,
  PromptRow,
  promptRows,
  PromptSetRow,
  promptSetRows,
  promptTags,
  recordImport,
  SnapshotRow,
  snapshotRows,
} from "./data-desk";
