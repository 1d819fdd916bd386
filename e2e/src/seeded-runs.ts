import {
  appendEvents,
  appendMetrics,
  appendSpread,
  claimRun,
  commitCheckpoint,
  createPolicyVersion,
  createRewardModelVersion,
  createRun,
  enqueueRun,
  ensurePolicy,
  ensurePromptSet,
  finishRun,
  insertGenerations,
  insertPrompts,
  insertRewardScores,
  insertRunSamples,
  insertTokenStats,
  type Db,
} from "@rlhf/db";
import { LoopConfig, PpoConfig, type Prompt, type RunLease } from "@rlhf/domain";

export type SeededRuns = {
  loop: string;
  ppo: string;
  waiting: string;
  policy: string;
  policyAt40: string;
  rewardModel: string;
};
type Room = { projectId: string; policy: string; rewardModel: string; prompts: readonly Prompt[] };

const STEPS = 40;
const KEPT = [10, 20, 30, 40]; // steps with a checkpoint and samples
const loopConfig = LoopConfig.parse({ world: { kind: "harbortown" } });

/** A loop, three PPO runs with curves, one of them with samples, spreads and an alert, and one that waits. */
export async function seedRuns(db: Db, projectId: string): Promise<SeededRuns> {
  const loop = await newRun(db, projectId, { kind: "pipeline", name: "a loop", config: { loop: loopConfig } });
  const policy = await policyOf(db, projectId, { name: "sft", kind: "sft", checkpointId: null, parentId: null });
  const reward = { projectId, name: "reward", runId: null, snapshotId: null, checkpointId: null };
  const figures = { valAccuracy: 0.81, ece: 0.02, normMean: 0, normStd: 1 };
  const { id: rewardModel } = await createRewardModelVersion(db, { ...reward, ...figures });
  const set = await ensurePromptSet(db, { projectId, name: "probes" });
  const prompts = await insertPrompts(
    db,
    set,
    [1, 2, 3, 4, 5].map((i) => ({ messages: [{ role: "user", content: `probe ${i} ?` }], split: "test" as const })),
  );
  const room = { projectId, policy, rewardModel, prompts };
  const { run: ppo, newest } = await trained(db, room, { name: "ppo one", klCoef: 0.05, steps: STEPS, samples: true });
  await trained(db, room, { name: "ppo two", klCoef: 0.1, steps: STEPS, samples: false });
  await trained(db, room, { name: "ppo three", klCoef: 0.05, steps: 2 * STEPS, samples: false });
  const waiting = await newRun(db, projectId, { kind: "ppo", name: "waits", config: { ppo: PpoConfig.parse({}) } });
  await enqueueRun(db, waiting);
  return { loop, ppo, waiting, policy: newest, policyAt40: newest, rewardModel };
}

type NewRun = {
  kind: "pipeline" | "ppo";
  name: string;
  config: Record<string, unknown>;
  inputs?: Record<string, string>;
};

const newRun = async (db: Db, projectId: string, run: NewRun): Promise<string> =>
  (await createRun(db, { projectId, codeVersion: "0.1.0", seed: 3, ...run })).id;

type NewPolicy = { name: string; kind: "sft" | "ppo"; checkpointId: string | null; parentId: string | null };

async function policyOf(db: Db, projectId: string, { name, ...version }: NewPolicy): Promise<string> {
  const { id: policyId } = await ensurePolicy(db, { projectId, name });
  return (await createPolicyVersion(db, { policyId, ...version, config: {} })).id;
}

type Course = { name: string; klCoef: number; steps: number; samples: boolean };

/** A finished PPO run: its curves, and where asked for everything that a page of it shows. */
async function trained(db: Db, room: Room, { name, klCoef, steps, samples }: Course) {
  const ppo = PpoConfig.parse({ steps, klCoef, klController: "adaptive", klTarget: 6, checkpointEvery: 10 });
  const inputs = { policyVersionId: room.policy, rewardModelVersionId: room.rewardModel };
  const run = await newRun(db, room.projectId, { kind: "ppo", name, config: { ppo }, inputs });
  const { lease } = await claimRun(db, run, { workerId: "seed/1", leaseSeconds: 600 });
  let newest = "";
  for (let step = 1; step <= STEPS; step++) {
    await appendMetrics(db, lease, pointsOf(step, { blowsUp: samples }));
    if (!samples) continue;
    await appendSpread(db, lease, { key: "objective/scores", step, ...spreadOf(step) });
    if (KEPT.includes(step)) newest = await keep(db, room, { lease, step });
  }
  await finishRun(db, lease, { policyVersionId: newest, steps });
  return { run, newest };
}

/** Score rises, entropy falls; KL leaves its target at step 31 where `blowsUp`. */
function pointsOf(step: number, { blowsUp }: { blowsUp: boolean }) {
  const share = step / STEPS;
  const values: Record<string, number> = {
    "objective/scores": 1.4 * (1 - Math.exp(-3 * share)) + 0.05 * Math.sin(7 * step),
    "objective/kl": blowsUp && step === 31 ? 13 : 6 * share,
    "policy/entropy_avg": 1.3 - 0.4 * share,
    "tokens/responses_len_mean": 24 + 5 * share,
    "loss/policy_avg": -0.003 + 0.001 * Math.cos(step),
    "loss/value_avg": 0.4 * Math.exp(-2 * share) + 0.1,
    "policy/clipfrac_avg": 0.09 + 0.02 * Math.sin(step),
    "policy/approxkl_avg": 0.005,
    "val/explained_variance": 0.7 * share,
    "policy/grad_norm": 0.6 + 0.2 * Math.cos(3 * step),
    "objective/kl_k2": 6 * share,
    episode: 64 * step,
  };
  return Object.entries(values).map(([key, value]) => ({ key, step, value, wallMs: 2_000 * step }));
}

function spreadOf(step: number) {
  const edges = Array.from({ length: 17 }, (_, i) => -2 + i / 4);
  const middle = 8 + (4 * step) / STEPS;
  return { edges, counts: edges.slice(1).map((_, i) => Math.round(16 * Math.exp(-((i - middle) ** 2) / 6))) };
}

/** A checkpoint with its policy version, and the answers to the probe prompts with what each token was worth. */
async function keep(db: Db, room: Room, { lease, step }: { lease: RunLease; step: number }): Promise<string> {
  const hex = step.toString(16).padStart(2, "0");
  const blob = { kind: "ppo", manifestSha256: hex.repeat(32), weightsSha256: `${hex}ab`.repeat(16), bytes: 1_234_567 };
  const { id: checkpointId } = await commitCheckpoint(db, lease, { step, ...blob });
  const policy = { name: "ppo", kind: "ppo", checkpointId, parentId: room.policy } as const;
  const policyVersionId = await policyOf(db, room.projectId, policy);
  const tokenIds = [1, 2, 3, 4, 5];
  // of a policy without files: the seeded checkpoints are rows alone, and a tokenizer would be looked for in them
  const answering = { name: "probed", kind: "ppo", checkpointId: null, parentId: room.policy } as const;
  const answeredBy = await policyOf(db, room.projectId, answering);
  const answers = room.prompts.map((prompt, i) => ({
    ...{ promptId: prompt.id, policyVersionId: answeredBy, seed: 3, sampleIndex: i, finishReason: "eos" as const },
    ...{ text: `answer ${i + 1} of step ${step}`, tokenIds, logpSum: -5, klSum: step / 10 },
  }));
  const stored = await insertGenerations(db, { projectId: room.projectId, sampling: { probe: step } }, answers);
  await insertRewardScores(
    db,
    room.rewardModel,
    stored.map(({ id }, i) => ({ generationId: id, score: step / STEPS + i / 10 })),
  );
  await insertTokenStats(
    db,
    stored.map(({ id }) => tokenStats(id)),
    { sourceRunId: lease.runId },
  );
  await insertRunSamples(
    db,
    lease,
    stored.map(({ id }, i) => ({
      step,
      promptId: room.prompts[i]?.id ?? "",
      sampleIndex: 0,
      generationId: id,
      checkpointId,
    })),
  );
  await appendEvents(db, lease, [
    { type: "checkpoint", payload: { step } },
    { type: "sample", payload: { step, answers: stored.length } },
  ]);
  return policyVersionId;
}

function tokenStats(generationId: string) {
  const of = (...values: number[]) => Float32Array.from(values);
  return {
    generationId,
    logp: of(-1, -1, -0.5, -2, -0.25),
    logpRef: of(-1.25, -1.5, -0.75, -1, -0.5),
    kl: of(0.125, 0.25, 0.125, -0.5, 0.125),
    value: of(1, 0.9, 0.8, 0.7, 0.6),
    reward: of(0, -0.05, 0, 0.05, 1),
    advantage: of(0.5, -0.1, 0.2, -0.4, 0.3),
    entropy: of(1, 1, 1, 1, 1),
  };
}
