import type { MemberRole } from "@rlhf/domain";
import type { Owned } from "@rlhf/db/workbench";

// Who may call what: the one table of procedure × role. A test walks every cell of it over HTTP, and fails when a
// procedure has no row.

export const SCOPES = ["read", "label", "write", "admin"] as const;
/** What an API token may do, at most; its user's role still has to allow the call. */
export type Scope = (typeof SCOPES)[number];

const EVERYONE: readonly MemberRole[] = ["owner", "admin", "researcher", "adjudicator", "annotator", "viewer"];
const LABELERS: readonly MemberRole[] = ["owner", "admin", "researcher", "adjudicator", "annotator"];
/** Everyone who may know which policy wrote what. */
const READERS: readonly MemberRole[] = ["owner", "admin", "researcher", "adjudicator", "viewer"];
const JUDGES: readonly MemberRole[] = ["owner", "admin", "researcher", "adjudicator"];
const WRITERS: readonly MemberRole[] = ["owner", "admin", "researcher"];
const ADMINS: readonly MemberRole[] = ["owner", "admin"];

export type Rule = {
  /** `account`: anybody with one; else these roles in the project that `of` belongs to. */
  who: "account" | readonly MemberRole[];
  scope: Scope;
  of: Owned;
  /** Expensive calls have a lower limit per minute. */
  heavy?: boolean;
};

const rule = (who: Rule["who"], scope: Scope, of: Owned = "project"): Rule => ({ who, scope, of });
const read = (of?: Owned): Rule => rule(READERS, "read", of);
const heavy = (of?: Owned): Rule => ({ ...read(of), heavy: true });
const write = (of?: Owned): Rule => rule(WRITERS, "write", of);
const label = (of?: Owned): Rule => rule(LABELERS, "label", of);
const admin = (): Rule => rule(ADMINS, "admin");

export const ACCESS: Readonly<Record<string, Rule>> = {
  "projects.me": rule("account", "read"),
  "projects.show": rule(EVERYONE, "read"),
  "projects.create": rule("account", "admin"),
  "projects.rename": admin(),

  "label.next": label(),
  "label.submit": label("assignment"),
  "label.edit": label("assignment"),
  "label.undo": label("assignment"),
  "label.skip": label("assignment"),
  "label.flag": label("assignment"),
  "label.heartbeat": label("assignment"),
  "label.history": label(),
  "label.progress": label(),
  "label.guideline": rule(EVERYONE, "label"),

  "home.show": read(),
  "find.anything": read(),

  "runs.list": read(),
  "runs.show": read("run"),
  "runs.series": read("run"),
  "runs.spreads": read("run"),
  "runs.history": read("run"),
  "runs.events": read(),
  "runs.samples": read("run"),
  "runs.tokenStats": read("generation"),
  "runs.configDiff": read(),
  "runs.form": rule("account", "read"),
  "runs.create": write(),
  "runs.cancel": write("run"),
  "runs.pause": write("run"),
  "runs.resume": write("run"),
  "runs.fork": write("run"),

  "batches.list": read(),
  "batches.agreement": heavy(),
  "batches.show": read("batch"),
  "batches.plan": { ...write(), heavy: true },
  "batches.create": write(),
  "batches.setStatus": write("batch"),
  "batches.health": read("batch"),
  "batches.quality": heavy("batch"),

  "data.promptSets": read(),
  "data.tags": read("promptSet"),
  "data.prompts": read("promptSet"),
  "data.changePrompts": write(),
  "data.snapshots": read(),
  "data.snapshot": read("snapshot"),
  "data.rows": read("snapshot"),
  "data.importedRows": read("snapshot"),
  "files.import": write(),
  "files.exportBatch": { ...write("batch"), heavy: true },
  "files.exportSnapshot": { ...write("snapshot"), heavy: true },

  "schedules.list": read(),
  "schedules.fires": read("schedule"),
  "schedules.preview": rule("account", "read"),
  "schedules.create": write(),
  "schedules.update": write("schedule"),
  "schedules.pause": write("schedule"),
  "schedules.resume": write("schedule"),
  "schedules.runNow": write("schedule"),

  "policies.list": read(),
  "policies.show": read("policyVersion"),

  "compare.newest": read(),
  "compare.verdict": heavy(),
  "compare.history": heavy(),
  "compare.answers": heavy(),
  "compare.frontier": read(),
  "compare.matrix": heavy(),
  "compare.ratings": heavy(),
  "compare.slices": heavy(),
  "compare.biases": heavy(),
  "compare.rewardModels": read(),
  "compare.calibration": heavy(),
  "compare.samples": read(),
  "compare.regressions": read(),
  "compare.triage": rule(JUDGES, "write"),
  "compare.judgments": read(),

  "playground.ask": write(),
  "playground.answer": read("sampleRequest"),
  "playground.cancel": write("sampleRequest"),

  "admin.members": admin(),
  "admin.setRole": admin(),
  "admin.setDisabled": admin(),
  "admin.invites": admin(),
  "admin.invite": admin(),
  "admin.revokeInvite": admin(),
  "admin.tokens": admin(),
  "admin.createToken": admin(),
  "admin.revokeToken": admin(),
  "admin.guidelines": admin(),
  "admin.addGuideline": admin(),
  "admin.audit": admin(),
  "admin.verifyAudit": admin(),
};

/** The input field that names the thing a rule is about. */
export const SUBJECT_FIELD: Readonly<Record<Owned, string>> = {
  project: "projectId",
  promptSet: "promptSetId",
  prompt: "promptId",
  policyVersion: "policyVersionId",
  generation: "generationId",
  batch: "batchId",
  assignment: "assignmentId",
  judgment: "judgmentId",
  snapshot: "snapshotId",
  rewardModelVersion: "rewardModelVersionId",
  run: "runId",
  schedule: "scheduleId",
  sampleRequest: "requestId",
};
