import { newId, type Member, type Run, type RunKind, type RunLease } from "@rlhf/domain";
import { createLabelBatch, createTasks, ensureGuideline, ensureTaskSchema } from "./batches";
import { commitCheckpoint, insertRunSamples } from "./checkpoints";
import { insertGenerations, insertRewardScores } from "./generations";
import { appendMetrics } from "./metrics";
import type { Db } from "./open-database";
import { listOutcomes } from "./outcomes";
import { createPolicyVersion, ensurePolicy } from "./policies";
import { ensureUser } from "./projects";
import { ensurePromptSet, listPrompts } from "./prompts";
import { claimTask, submitJudgment } from "./queue";
import { createRewardModelVersion } from "./reward-models";
import { claimRun, finishRun } from "./run-lease";
import { createRun } from "./runs";
import { createSnapshot } from "./snapshots";
import { makeTestBatch, type TestBatch } from "./testing-batch";

export type TestLineage = TestBatch & {
  /** The policy at the start, PPO's first checkpoint, and its last. */
  policies: { baseline: string; first: string; last: string };
  rewardModelVersionId: string;
  snapshotId: string;
  runs: { reward: string; ppo: string; evaluate: string };
  evaluationBatchId: string;
  person: Member;
};

/**
 * One turn of the loop as rows, without any training: judged batch → snapshot → reward model → PPO with checkpoints at
 * steps 10 and 20 → evaluation by a person, who prefers PPO's answer but for every third prompt.
 */
export async function makeTestLineage(db: Db, size: { slug: string; prompts: number }): Promise<TestLineage> {
  const made = await makeTestBatch(db, { slug: size.slug, tasks: size.prompts, slots: 1, annotators: 1 });
  const { projectId, policyVersionIds } = made;
  const [baseline] = policyVersionIds;
  const [simulated] = made.annotators;
  await judgeBatch(db, { batchId: made.batch.id, annotatorId: simulated?.userId ?? "" }, () => "one");
  const reward = await rewardOf(db, made);
  const ppo = await start(db, {
    ...{ projectId, kind: "ppo", config: { ppo: { klCoef: 0.1, steps: 20 } } },
    inputs: { policyVersionId: baseline, rewardModelVersionId: reward.rewardModelVersionId },
  });
  const first = await checkpoint(db, ppo.lease, { projectId, baseline, step: 10 });
  const last = await checkpoint(db, ppo.lease, { projectId, baseline, step: 20 });
  const set = await ensurePromptSet(db, { projectId, name: "prompts" });
  const prompts = await listPrompts(db, { promptSetId: set.id });
  const probes = await answersOf(db, projectId, {
    version: first.versionId,
    prompts: prompts.slice(0, 2),
    name: "early",
  });
  const answers = await answersOf(db, projectId, { version: last.versionId, prompts, name: "ppo" });
  for (const [{ checkpointId }, step, rows] of [[first, 10, probes] as const, [last, 20, answers.slice(0, 2)] as const])
    await insertRunSamples(
      db,
      ppo.lease,
      rows.map((row) => ({ step, promptId: row.promptId, sampleIndex: 0, generationId: row.id, checkpointId })),
    );
  await insertRewardScores(
    db,
    reward.rewardModelVersionId,
    answers.map((row, i) => ({ generationId: row.id, score: i / answers.length })),
  );
  await finishRun(db, ppo.lease, { policyVersionId: last.versionId, steps: 20, episodes: 0 });
  const evaluated = await evaluation(db, made, { baseline, candidate: last.versionId });
  const { rewardModelVersionId, snapshotId } = reward;
  return {
    ...made,
    policies: { baseline, first: first.versionId, last: last.versionId },
    ...{ rewardModelVersionId, snapshotId, evaluationBatchId: evaluated.batchId, person: evaluated.person },
    runs: { reward: reward.runId, ppo: ppo.run.id, evaluate: evaluated.runId },
  };
}

async function start(
  db: Db,
  of: { projectId: string; kind: RunKind; config: Record<string, unknown>; inputs: Record<string, unknown> },
): Promise<{ run: Run; lease: RunLease }> {
  const made = await createRun(db, { ...of, name: of.kind, codeVersion: "test", seed: 1 });
  return claimRun(db, made.id, { workerId: "test", leaseSeconds: 600 });
}

async function judgeBatch(db: Db, judge: { batchId: string; annotatorId: string }, preferred: (i: number) => string) {
  for (let i = 0; ; i++) {
    const task = await claimTask(db, judge);
    if (!task) return;
    const number = Number(/\d+$/.exec(task.messages.at(-1)?.content ?? "")?.[0] ?? 0);
    const side = task.leftText.includes(preferred(number)) ? "left" : "right";
    const { assignmentId } = task;
    await submitJudgment(db, judge, { judgmentId: newId(), assignmentId, side, strength: 1 + (number % 3) });
  }
}

async function rewardOf(db: Db, { projectId, batch }: TestBatch) {
  const outcomes = await listOutcomes(db, { projectId });
  const rows = outcomes.map((o) => ({
    promptId: o.promptId,
    chosenGenerationId: o.outcome === 1 ? o.generationI : o.generationJ,
    rejectedGenerationId: o.outcome === 1 ? o.generationJ : o.generationI,
    ...{ margin: 0, weight: 1, softLabel: 1, split: "train" as const, judgmentIds: [o.judgmentId] },
  }));
  const dataset = { projectId, datasetName: "preferences", aggregation: "raw" as const, query: { batchId: batch.id } };
  const { id: snapshotId, contentSha256 } = await createSnapshot(db, { ...dataset, rows });
  const { run, lease } = await start(db, {
    projectId,
    kind: "reward",
    config: {},
    inputs: { snapshot: contentSha256 },
  });
  const version = await createRewardModelVersion(db, {
    ...{ projectId, name: "reward", runId: run.id, snapshotId, checkpointId: null },
    ...{ valAccuracy: 0.81, ece: 0.03, normMean: 0, normStd: 1 },
  });
  await finishRun(db, lease, { rewardModelVersionId: version.id });
  return { rewardModelVersionId: version.id, snapshotId, runId: run.id };
}

async function checkpoint(db: Db, lease: RunLease, at: { projectId: string; baseline: string; step: number }) {
  const { projectId, baseline: parentId, step } = at;
  const hash = (byte: string) => byte.repeat(32);
  const blob = { manifestSha256: hash("ab"), weightsSha256: hash(String(step)), bytes: 1_000 };
  const { id: checkpointId } = await commitCheckpoint(db, lease, { step, kind: "train", ...blob });
  await appendMetrics(db, lease, [{ key: "objective/kl", step, value: step / 8 }]);
  const { id: policyId } = await ensurePolicy(db, { projectId, name: "ppo" });
  const version = await createPolicyVersion(db, {
    policyId,
    kind: "ppo",
    config: { nLayer: 2 },
    checkpointId,
    parentId,
  });
  return { versionId: version.id, checkpointId };
}

async function answersOf(
  db: Db,
  projectId: string,
  of: { version: string; prompts: readonly { id: string }[]; name: string },
) {
  const rows = of.prompts.map(({ id: promptId }, i) => ({
    ...{ promptId, policyVersionId: of.version, seed: 1, sampleIndex: 0, finishReason: "eos" as const },
    text: `answer ${of.name} ${i}, with a few words more than before`,
    tokenIds: [1, 2, 3, 4],
  }));
  const stored = await insertGenerations(db, { projectId, sampling: { temperature: 1 } }, rows);
  return stored.map(({ id }, i) => ({ id, promptId: of.prompts[i]?.id ?? "" }));
}

async function evaluation(db: Db, { projectId }: TestBatch, pair: { baseline: string; candidate: string }) {
  const { rows } = await db.pool.query<{ prompt: string; a: string; b: string }>(
    `select a.prompt_id as prompt, a.id as a, b.id as b from generation a join generation b on b.prompt_id = a.prompt_id
     join prompt p on p.id = a.prompt_id where a.policy_version_id = $1 and b.policy_version_id = $2 order by p.ordinal`,
    [pair.baseline, pair.candidate],
  );
  const schema = { projectId, name: "pairwise", version: 1, kind: "pairwise", definition: { strengths: 3 } } as const;
  const taskSchemaId = (await ensureTaskSchema(db, schema)).id;
  const guideline = { projectId, version: 1, bodyMd: "Prefer the better answer." };
  const guidelineId = (await ensureGuideline(db, guideline)).id;
  const batch = await createLabelBatch(db, {
    ...{ projectId, name: "evaluation", seed: 3, taskSchemaId, guidelineId, leaseSeconds: 900 },
  });
  const tasks = rows.map(({ prompt: promptId, a, b }, ordinal) => ({
    ...{ ordinal, promptId, generationIds: ordinal % 2 ? [a, b] : [b, a] },
  }));
  await createTasks(db, batch, tasks);
  const person = await ensureUser(db, { projectId, name: "Ada Judge", kind: "human", role: "annotator" });
  await judgeBatch(db, { batchId: batch.id, annotatorId: person.userId }, (i) => (i % 3 === 0 ? "one" : "ppo"));
  const inputs = { candidateId: pair.candidate, baselineId: pair.baseline };
  const { run, lease } = await start(db, { projectId, kind: "evaluate", config: {}, inputs });
  await finishRun(db, lease, { batchId: batch.id, candidate: { kl: 3.2 }, baseline: { kl: 0 } });
  return { batchId: batch.id, person, runId: run.id };
}
