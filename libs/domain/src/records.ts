import { z } from "zod";
import { RunKind, RunRequest, RunStatus } from "./runs";

// The nouns as the storage returns them. Ids are UUIDv7 and never order anything: what has an order carries an ordinal.
const id = z.uuid();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "64 hexadecimal digits");
const json = z.record(z.string(), z.unknown());

export const UserKind = z.enum(["human", "service", "simulated", "oracle", "llm_judge"]);
export type UserKind = z.infer<typeof UserKind>;
export const MemberRole = z.enum(["owner", "admin", "researcher", "adjudicator", "annotator", "viewer"]);
export type MemberRole = z.infer<typeof MemberRole>;
export const Split = z.enum(["train", "val", "test", "gold"]);
export type Split = z.infer<typeof Split>;
export const PolicyKind = z.enum(["base", "sft", "ppo", "dpo", "best_of_n", "external"]);
export type PolicyKind = z.infer<typeof PolicyKind>;
/** What the judge pressed, in the order on the screen. */
export const Side = z.enum(["left", "right", "tie", "both_bad"]);
export type Side = z.infer<typeof Side>;
/** What was meant, in item order: `a` = item 0 is better, `b` = item 1 is better. */
export const Verdict = z.enum(["a", "b", "tie", "both_bad", "retracted"]);
export type Verdict = z.infer<typeof Verdict>;

export const Project = z.object({ id, slug: z.string(), name: z.string(), settings: json, createdAt: z.date() });
export type Project = z.infer<typeof Project>;
/** A user as a member of one project; `ordinal` numbers the members of a project from 0. */
export const Member = z.object({
  userId: id,
  projectId: id,
  name: z.string(),
  email: z.string().nullable(),
  kind: UserKind,
  role: MemberRole,
  ordinal: z.int().min(0),
});
export type Member = z.infer<typeof Member>;

export const Message = z.object({ role: z.enum(["system", "user", "assistant"]), content: z.string() });
export type Message = z.infer<typeof Message>;
export const Prompt = z.object({
  id,
  promptSetId: id,
  ordinal: z.int().min(0),
  messages: z.array(Message),
  contentSha256: sha256,
  split: Split,
  tags: z.array(z.string()),
});
export type Prompt = z.infer<typeof Prompt>;

export const PolicyVersion = z.object({
  id,
  policyId: id,
  policyName: z.string(),
  version: z.int().positive(),
  kind: PolicyKind,
  checkpointId: id.nullable(),
  parentId: id.nullable(),
  config: json,
  configHash: sha256,
});
export type PolicyVersion = z.infer<typeof PolicyVersion>;

export const Generation = z.object({
  id,
  promptId: id,
  policyVersionId: id,
  samplingHash: sha256,
  seed: z.int(),
  sampleIndex: z.int().min(0),
  text: z.string(),
  tokenIds: z.array(z.int()),
  nTokens: z.int().min(0),
  nChars: z.int().min(0),
  logpSum: z.number().nullable(),
  klSum: z.number().nullable(),
  finishReason: z.enum(["eos", "length"]),
});
export type Generation = z.infer<typeof Generation>;

const floats = z.custom<Float32Array>((value) => value instanceof Float32Array, "expected a Float32Array");
/** One float per response token. nats for log-probs, KL and entropy; reward units for the rest; null where not measured. */
export const TokenStats = z.object({
  generationId: id,
  logp: floats,
  logpRef: floats.nullable(),
  kl: floats.nullable(),
  value: floats.nullable(),
  reward: floats.nullable(),
  advantage: floats.nullable(),
  entropy: floats.nullable(),
});
export type TokenStats = z.infer<typeof TokenStats>;

export const LabelBatch = z.object({
  id,
  projectId: id,
  ordinal: z.int().min(0),
  name: z.string(),
  taskSchemaId: id,
  guidelineId: id,
  seed: z.int(),
  leaseSeconds: z.int().positive(),
  status: z.enum(["draft", "open", "closed"]),
});
export type LabelBatch = z.infer<typeof LabelBatch>;

/** All that a judge's screen receives: nothing here tells which policy wrote which side. */
export const BlindTask = z.strictObject({
  assignmentId: id,
  messages: z.array(Message),
  leftText: z.string(),
  rightText: z.string(),
  schema: json,
  guidelineVersion: z.int(),
});
export type BlindTask = z.infer<typeof BlindTask>;

/** What a simulated or automatic judge receives; it lives on the server and may know the generations. */
export const ClaimedTask = z.object({
  annotatorId: id,
  assignmentId: id,
  taskId: id,
  taskOrdinal: z.int().min(0),
  promptId: id,
  leftGenerationId: id,
  rightGenerationId: id,
});
export type ClaimedTask = z.infer<typeof ClaimedTask>;

export const JudgmentInput = z
  .strictObject({
    judgmentId: id,
    assignmentId: id,
    side: Side,
    strength: z.int().min(0).max(3).default(0),
    previousId: id.nullable().default(null),
    confidence: z.number().min(0).max(1).nullable().default(null),
    rationale: z.string().max(20_000).nullable().default(null),
    reasons: z.array(z.string().max(200)).max(50).default([]),
    flags: z.array(z.string().max(200)).max(50).default([]),
    activeMs: z.int().min(0).nullable().default(null),
    wallMs: z.int().min(0).nullable().default(null),
    firstInputMs: z.int().min(0).nullable().default(null),
    inputMode: z.enum(["keyboard", "mouse", "touch"]).nullable().default(null),
    uiVersion: z.string().max(100).nullable().default(null),
    clientCreatedAt: z.iso.datetime({ offset: true }).nullable().default(null),
  })
  .refine((j) => j.strength === 0 || j.side === "left" || j.side === "right", {
    path: ["strength"],
    message: "expected 0 for a tie or both_bad",
  });
export type JudgmentInput = z.input<typeof JudgmentInput>;

/**
 * `ok` counted · `surplus` kept but not counted · `duplicate` the same answer came before · `conflict` the id has other
 * content, or the edit is stale · `already_submitted` answered before and no previous revision named · `unknown` not
 * this judge's assignment · `already_retracted` nothing left to undo.
 */
export const SubmitStatus = z.enum([
  "ok",
  "surplus",
  "duplicate",
  "conflict",
  "already_submitted",
  "already_retracted",
  "unknown",
]);
export type SubmitStatus = z.infer<typeof SubmitStatus>;
/** `judgmentId` is the revision that stands after the call, null when there is none. */
export const SubmitResult = z.object({ status: SubmitStatus, judgmentId: id.nullable(), revision: z.int().nullable() });
export type SubmitResult = z.infer<typeof SubmitResult>;

/** One counted comparison of two generations. `outcome` 1 = i better, 0 = j better, ½ = tie or both bad. */
export const PairwiseOutcome = z.object({
  judgmentId: id,
  batchId: id,
  taskId: id,
  taskOrdinal: z.int().min(0),
  promptId: id,
  annotatorId: id,
  annotatorOrdinal: z.int().min(0),
  judgeKind: UserKind,
  policyVersionI: id,
  policyVersionJ: id,
  generationI: id,
  generationJ: id,
  outcome: z.number(),
  verdict: Verdict,
  strength: z.int().min(-3).max(3),
  weight: z.number(),
  iOnLeft: z.boolean(),
  dlen: z.int(),
});
export type PairwiseOutcome = z.infer<typeof PairwiseOutcome>;

export const DatasetSnapshot = z.object({
  id,
  datasetId: id,
  version: z.int().positive(),
  aggregation: z.enum(["raw", "majority", "ds", "crowd_bt"]),
  contentSha256: sha256,
  rowCount: z.int().min(0),
  query: json,
});
export type DatasetSnapshot = z.infer<typeof DatasetSnapshot>;
export const DatasetRow = z.object({
  rowNo: z.int().min(0),
  promptId: id,
  chosenGenerationId: id,
  rejectedGenerationId: id,
  margin: z.number(),
  weight: z.number(),
  softLabel: z.number().min(0).max(1),
  split: Split,
  judgmentIds: z.array(id),
});
export type DatasetRow = z.infer<typeof DatasetRow>;

export const Run = z.object({
  id,
  seq: z.int().positive(),
  projectId: id,
  parentRunId: id.nullable(),
  kind: RunKind,
  name: z.string(),
  status: RunStatus,
  reason: z.string().nullable(),
  request: RunRequest,
  config: json,
  configHash: sha256,
  inputs: json,
  result: json.nullable(),
  codeVersion: z.string(),
  seed: z.int(),
  leaseEpoch: z.int().min(0),
  workerId: z.string().nullable(),
  attempt: z.int().min(0),
  progress: z.number().min(0).max(1),
  createdAt: z.date(),
  startedAt: z.date().nullable(),
  finishedAt: z.date().nullable(),
  heartbeatAt: z.date().nullable(),
  leaseExpiresAt: z.date().nullable(),
});
export type Run = z.infer<typeof Run>;
/** What a writer must show with every write: the run, and the epoch of the lease under which it writes. */
export const RunLease = z.object({ runId: id, epoch: z.int().positive() });
export type RunLease = z.infer<typeof RunLease>;

export const RunEventType = z.enum(["metric", "status", "log", "sample", "checkpoint"]);
export type RunEventType = z.infer<typeof RunEventType>;
export const RunEvent = z.object({ eventNo: z.int().positive(), type: RunEventType, payload: z.unknown() });
export type RunEvent = z.infer<typeof RunEvent>;
/** `value` may be NaN or infinite: a run that breaks down must show it. */
export const MetricPoint = z.object({
  step: z.int().min(0),
  key: z.string(),
  value: z.custom<number>((value) => typeof value === "number", "expected a number"),
});
export type MetricPoint = z.infer<typeof MetricPoint>;

export const Checkpoint = z.object({
  id,
  runId: id,
  step: z.int().min(0),
  kind: z.string(),
  epoch: z.int().positive(),
  manifestSha256: sha256,
  weightsSha256: sha256.nullable(),
  bytes: z.int().min(0),
  createdAt: z.date(),
});
export type Checkpoint = z.infer<typeof Checkpoint>;

export const RewardModelVersion = z.object({
  id,
  rewardModelId: id,
  version: z.int().positive(),
  runId: id.nullable(),
  snapshotId: id.nullable(),
  checkpointId: id.nullable(),
  valAccuracy: z.number().nullable(),
  ece: z.number().nullable(),
  temperature: z.number(),
  normMean: z.number(),
  normStd: z.number(),
});
export type RewardModelVersion = z.infer<typeof RewardModelVersion>;

/** A probe prompt's answer at one checkpoint. */
export const RunSample = z.object({
  runId: id,
  step: z.int().min(0),
  promptId: id,
  sampleIndex: z.int().min(0),
  generationId: id,
  checkpointId: id.nullable(),
});
export type RunSample = z.infer<typeof RunSample>;

export const RatingEntry = z.object({
  policyVersionId: id,
  rating: z.number(),
  lo: z.number(),
  hi: z.number(),
  lcRating: z.number().nullable(),
  rankUb: z.int().positive().nullable(),
});
export type RatingEntry = z.infer<typeof RatingEntry>;
