import { bayesCeiling, type BayesCeiling } from "@rlhf/datasets";
import { getRun, latestCheckpoints, listGenerations, listOutcomes, listRuns } from "@rlhf/db";
import type { LoopConfig, PairwiseOutcome } from "@rlhf/domain";
import { krippendorffAlpha, percentAgreement } from "@rlhf/stats";
import { Philox } from "@rlhf/tensor";
import type { BestOfN } from "./best-of-n";
import type { Evaluated } from "./evaluate";
import type { Generated } from "./generate";
import { shownAnswers, simulatedAnnotators, simulate, type Labeled } from "./label";
import { peakRssMb } from "./peak-memory";
import type { Pretrained } from "./pretrain";
import type { PromptBook } from "./prompt-book";
import type { LoopReport } from "./report";
import type { FineTuned } from "./sft";
import type { Source } from "./sources/source";
import type { TrainedPpo } from "./train-ppo";
import type { Finished } from "./stage-run";
import type { TrainedReward } from "./train-reward";
import type { StageContext } from "./workbench";

type Room = { source: Source; book: PromptBook };
type Done = {
  config: LoopConfig;
  base: Pretrained;
  tuned: FineTuned;
  generated: Generated | null;
  labels: Finished<Labeled>;
  reward: TrainedReward;
  ppo: TrainedPpo;
  best: BestOfN | null;
  compared: Evaluated;
};

/** The figures of a finished loop, each from what the database holds. */
export async function writeReport(ctx: StageContext, room: Room, done: Done): Promise<LoopReport> {
  const { bench, pipelineRunId } = ctx;
  const { base, tuned, generated, labels, reward, ppo, best, compared } = done;
  const pipeline = pipelineRunId === null ? null : await getRun(bench.db, pipelineRunId);
  const outcomes = await listOutcomes(bench.db, { projectId: ctx.projectId, batchIds: [labels.batchId] });
  const ceiling = await validationCeiling(ctx, room, { config: done.config, outcomes });
  const stages = [base, tuned, generated, labels, reward, ppo, best, compared];
  const seconds = stages.reduce((sum, stage) => sum + (stage?.seconds ?? 0), 0);
  return {
    seed: ctx.seed,
    preset: String(pipeline?.inputs.preset ?? "stage"),
    backend: bench.backend.name,
    precision: bench.backend.precision,
    total_seconds: round(seconds, 2),
    peak_rss_mb: round(peakRssMb(), 0),
    database: bench.databaseKind,
    ...languageFigures(done),
    labels: {
      ...labelFigures(ctx, outcomes),
      comparisons: labels.comparisons,
      annotators: labels.annotators,
      seconds: labels.seconds + (generated?.seconds ?? 0),
    },
    reward: {
      pairs: reward.pairs,
      accuracy_val: reward.accuracyVal,
      accuracy_gold: reward.accuracyGold,
      ece: reward.ece,
      bayes_ceiling: ceiling?.accuracy ?? null,
      seconds: reward.seconds,
    },
    ...policyFigures(done),
    runs: await stageRuns(ctx),
  };
}

/** Pre-training and fine-tuning; the fine-tuned policy's gold is that of the held-out comparison. */
function languageFigures({ base, tuned, compared }: Done): Pick<LoopReport, "pretrain" | "sft"> {
  return {
    pretrain: {
      tokens: base.tokens,
      nats_per_token: base.natsPerToken,
      floor: base.floor,
      best_ngram: base.bestNgram,
      seconds: base.seconds,
    },
    sft: {
      demonstrations: tuned.demonstrations,
      gold_mean: compared.baseline.goldMean,
      valid_sentences: compared.baseline.validSentences,
      seconds: tuned.seconds,
    },
  };
}

function policyFigures({ ppo, best, compared }: Done): Pick<LoopReport, "ppo" | "best_of_n" | "comparison"> {
  const { candidate } = compared;
  return {
    ppo: {
      steps: ppo.steps,
      episodes: ppo.episodes,
      kl: candidate.kl,
      score_mean: candidate.scoreMean,
      gold_mean: candidate.goldMean,
      response_length: candidate.responseLength,
      valid_sentences: candidate.validSentences,
      seconds: ppo.seconds,
    },
    best_of_n: best ? { n: best.n, gold_mean: best.goldMean, kl: best.kl } : null,
    comparison: {
      prompts: compared.prompts,
      win_rate: compared.winRate,
      interval: compared.interval,
      always_valid: compared.alwaysValid,
      length_controlled: compared.lengthControlled,
      verdict: compared.verdict,
    },
  };
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits));

/** Agreement and α over pairs judged more than once, and how often the left answer was chosen. */
function labelFigures(ctx: StageContext, outcomes: readonly PairwiseOutcome[]) {
  const ratings = outcomes.map((o) => ({ item: o.taskId, annotator: o.annotatorId, value: o.outcome }));
  const rng = new Philox({ seed: ctx.seed, purpose: "report/agreement" });
  const agreement = percentAgreement(ratings, { uniform: () => rng.uniform(), resamples: 200 }).agreement;
  const alpha = krippendorffAlpha(ratings, { metric: "nominal" }).alpha;
  const decided = outcomes.filter((o) => o.outcome !== 0.5);
  const left = decided.filter((o) => (o.outcome === 1) === o.iOnLeft).length;
  return {
    judgments: outcomes.length,
    agreement,
    alpha,
    left_win_rate: decided.length === 0 ? null : left / decided.length,
  };
}

/** What no reward model can beat on these validation judgments: from each annotator's true probabilities on these very pairs. */
async function validationCeiling(
  ctx: StageContext,
  { source, book }: Room,
  { config, outcomes }: { config: LoopConfig; outcomes: readonly PairwiseOutcome[] },
): Promise<BayesCeiling | null> {
  if (!source.truth) return null;
  const held = outcomes.filter((o) => book.byId(o.promptId).split !== "train");
  const annotators = await simulatedAnnotators(ctx, config.label);
  const ids = new Set(held.flatMap((o) => [o.generationI, o.generationJ]));
  const shown = await shownAnswers(source, book, await listGenerations(ctx.bench.db, { ids: [...ids] }));
  const probabilities = held.flatMap((o) => {
    const annotator = annotators.find((a) => a.member.userId === o.annotatorId);
    if (!annotator) return [];
    const [left, right] = o.iOnLeft ? [o.generationI, o.generationJ] : [o.generationJ, o.generationI];
    const task = {
      annotatorId: o.annotatorId,
      assignmentId: o.taskId,
      taskId: o.taskId,
      taskOrdinal: o.taskOrdinal,
      promptId: o.promptId,
      leftGenerationId: left,
      rightGenerationId: right,
    };
    return [simulate(ctx.seed, { task, annotator, shown }).probabilityLeft];
  });
  return bayesCeiling(probabilities);
}

async function stageRuns(ctx: StageContext): Promise<LoopReport["runs"]> {
  const rows = await listRuns(ctx.bench.db, {
    projectId: ctx.projectId,
    ...(ctx.pipelineRunId ? { parentRunId: ctx.pipelineRunId } : {}),
  });
  const runs: LoopReport["runs"] = [];
  for (const row of [...rows].sort((a, b) => a.seq - b.seq)) {
    const newest = (await latestCheckpoints(ctx.bench.db, row.id))[0];
    runs.push({ id: row.id, kind: row.kind, status: row.status, checkpoint_sha256: newest?.weightsSha256 ?? null });
  }
  return runs;
}
