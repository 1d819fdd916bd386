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
  isActive,
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
  openBatches,
  readGuideline,
  renewLease,
  waitingTasks,
} from "./label-desk";
export { onNotify } from "./notifications";
export { activeStages, loopCounts, newestComparison, type LoopCounts } from "./overview";
export { hashPassword, PASSWORD_LENGTH, setPassword, verifyPassword } from "./passwords";
export {
  CheckpointRow,
  compareConfigs,
  ConfigRow,
  eventsAfter,
  lastEventNumbers,
  listCheckpoints,
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
export { countJudgments, JudgmentRow, judgmentRows } from "./judgment-rows";
export { PolicyRow, policyRows } from "./policy-list";
export {
  judgmentHighWater,
  promptTraits,
  RegressionRow,
  regressionRows,
  RewardModelRow,
  rewardModelRows,
  SampleRow,
  scoredPairs,
  sideBySideSamples,
  triageRegression,
  TriageStatus,
} from "./comparison-rows";
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
  recordImport,
  SnapshotRow,
  snapshotRows,
} from "./data-desk";
