import { ensureUser, insertRewardScores, listGenerations, listOutcomes } from "@rlhf/db";
import { newId, type ClaimedTask, type LoopConfig } from "@rlhf/domain";
import { divergenceOf, evaluatePolicy } from "@rlhf/evals";
import type { Gpt } from "@rlhf/gpt";
import { bettingSequence, lengthControlledWinRate, verdict, winRate, type Outcome } from "@rlhf/stats";
import { Philox } from "@rlhf/tensor";
import { z } from "zod";
import { openJudgedBatch, judgeAll } from "./judged-batch";
import { loadPolicy, loadRewardModel } from "./policies";
import type { PromptBook } from "./prompt-book";
import { scoreFnOf } from "./reward-scores";
import { recordAnswers, sampleAnswers } from "./sampling";
import type { Source, SourcePrompt } from "./sources/source";
import { passThrough, runStage, type Finished, type StageRun } from "./stage-run";
import type { StageContext } from "./workbench";

const Side = z.strictObject({
  goldMean: z.number().nullable(),
  validSentences: z.number().nullable(),
  scoreMean: z.number(),
  kl: z.number(),
  responseLength: z.number(),
  distinct: z.number(),
});
const Interval = z.tuple([z.number(), z.number()]);
const Evaluated = z.strictObject({
  batchId: z.string(),
  baseline: Side,
  candidate: Side,
  prompts: z.int(),
  winRate: z.number(),
  interval: Interval,
  alwaysValid: Interval,
  lengthControlled: z.number().nullable(),
  verdict: z.enum(["better", "worse", "equivalent", "undecided"]),
  samples: z.array(z.strictObject({ prompt: z.string(), baseline: z.string(), candidate: z.string() })),
});
export type Evaluated = Finished<z.infer<typeof Evaluated>>;

type Room = { source: Source; book: PromptBook };
type Input = { config: LoopConfig; baselineId: string; candidateId: string; rewardModelVersionId: string };
type Sided = { ids: string[]; judged: number[]; side: z.infer<typeof Side> };

/** Both policies answer the same held-out prompts; a judge writes which answer is better, and the outcomes say by how much. */
export function evaluate(ctx: StageContext, room: Room, input: Input): Promise<Evaluated> {
  const { config, baselineId, candidateId, rewardModelVersionId } = input;
  const inputs = { baselineId, candidateId, rewardModelVersionId };
  const spec = { kind: "evaluate", name: "evaluate", result: Evaluated, inputs } as const;
  return runStage(ctx, { ...spec, config: { evaluate: config.evaluate, generate: config.generate } }, async (run) => {
    const rng = new Philox({ seed: ctx.seed, purpose: "evaluate/prompts" });
    const prompts = room.book.draw(rng, "test", config.evaluate.prompts);
    const reference = await loadPolicy(ctx.bench, baselineId);
    try {
      const baseline = await answerAll(ctx, room, {
        ...input,
        run,
        prompts,
        reference,
        policyVersionId: baselineId,
        draw: 0,
      });
      const candidate = await answerAll(ctx, room, {
        ...input,
        run,
        prompts,
        reference,
        policyVersionId: candidateId,
        draw: 1,
      });
      const batchId = await judgePairs(ctx, room, { run, config, baseline, candidate });
      const samples = await sideBySide(ctx, { prompts: prompts.slice(0, 3), baseline, candidate });
      const compared = await compare(ctx, room, { config, batchId, candidateId });
      return { batchId, baseline: baseline.side, candidate: candidate.side, ...compared, samples };
    } finally {
      reference.params.dispose();
    }
  });
}

/** The first prompts with both answers, as they are stored. */
async function sideBySide(
  ctx: StageContext,
  { prompts, baseline, candidate }: { prompts: readonly SourcePrompt[]; baseline: Sided; candidate: Sided },
) {
  const textsOf = async ({ ids }: Sided) =>
    (await listGenerations(ctx.bench.db, { ids: ids.slice(0, prompts.length) })).map((g) => g.text);
  const [before, after] = [await textsOf(baseline), await textsOf(candidate)];
  return prompts.map(({ text }, i) => ({ prompt: text, baseline: before[i] ?? "", candidate: after[i] ?? "" }));
}

type Answering = Input & {
  run: StageRun;
  prompts: SourcePrompt[];
  reference: Gpt;
  policyVersionId: string;
  draw: number;
};

async function answerAll(ctx: StageContext, { source, book }: Room, at: Answering): Promise<Sided> {
  const { config, prompts, run, policyVersionId } = at;
  const model = await loadPolicy(ctx.bench, policyVersionId);
  const reward = await loadRewardModel(ctx.bench, at.rewardModelVersionId, model.config);
  const sampling = { ...config.generate, temperature: 1 }; // contracts.md: KL on evaluation prompts is at temperature 1
  const options = { purpose: "evaluate", step: at.draw, config: sampling };
  await passThrough(run, { step: at.draw, total: 3, unit: "parts" });
  try {
    const { answers, scores, ...figures } = await evaluatePolicy({
      queries: prompts.map((p) => p.tokens),
      generate: (queries) => sampleAnswers(ctx, { model, eosId: source.tokenizer.specials.eos }, { queries, options }),
      scorers: { reward: scoreFnOf(reward) },
      divergence: divergenceOf(model, at.reference, { temperature: 1 }),
    });
    const promptIds = prompts.map((p) => book.idOf(p));
    const ids = await recordAnswers(ctx, source, {
      policyVersionId,
      sampling: { ...sampling, evaluation: true },
      promptIds,
      answers,
    });
    const rewards = [...(scores.reward ?? [])];
    await keepScores(ctx, at.rewardModelVersionId, { ids, rewards });
    const truths = answers.flatMap((answer, i) => {
      const prompt = prompts[i];
      return source.truth && prompt ? [source.truth(prompt, answer.tokens)] : [];
    });
    const total = (f: (t: (typeof truths)[number]) => number) => truths.reduce((sum, t) => sum + f(t), 0);
    const known = truths.length > 0;
    return {
      ids,
      judged: config.evaluate.judge === "oracle" && known ? truths.map((t) => t.gold) : rewards,
      side: {
        goldMean: known ? total((t) => t.gold) / truths.length : null,
        validSentences: known
          ? total((t) => t.validSentences) /
            Math.max(
              1,
              total((t) => t.sentences),
            )
          : null,
        scoreMean: figures.means.reward ?? 0,
        kl: figures.kl ?? 0,
        responseLength: figures.responseLength,
        distinct: figures.distinct,
      },
    };
  } finally {
    model.params.dispose();
    reward.model.params.dispose();
  }
}

/** Beside what the judge says of the same answers, the scores tell how far the reward model may be trusted. */
function keepScores(
  ctx: StageContext,
  rewardModelVersionId: string,
  { ids, rewards }: { ids: readonly string[]; rewards: readonly number[] },
): Promise<void> {
  const scores = ids.flatMap((generationId, i) => {
    const score = rewards[i];
    return score === undefined ? [] : [{ generationId, score }];
  });
  return insertRewardScores(ctx.bench.db, rewardModelVersionId, scores);
}

/** Writes the comparisons as tasks and lets the judge answer them, so that every figure leads down to judgments. */
async function judgePairs(
  ctx: StageContext,
  { source }: Room,
  at: { run: StageRun; config: LoopConfig; baseline: Sided; candidate: Sided },
): Promise<string> {
  const { run, config, baseline, candidate } = at;
  const values = new Map<string, number>();
  for (const side of [baseline, candidate]) side.ids.forEach((id, i) => values.set(id, side.judged[i] ?? 0));
  // Which policy is item 0 is random, so that no statistic can depend on it.
  const rng = new Philox({ seed: ctx.seed, purpose: "evaluate/items" });
  const pairs = baseline.ids.map((id, i) => {
    const other = candidate.ids[i] ?? "";
    return { generationIds: rng.uniform() < 0.5 ? ([id, other] as const) : ([other, id] as const) };
  });
  const batch = await openJudgedBatch(ctx, {
    name: `evaluation of ${ctx.pipelineRunId ?? run.runId}`,
    leaseSeconds: config.label.leaseSeconds,
    pairs,
    slots: pairs.map(() => 1),
  });
  const oracle = config.evaluate.judge === "oracle" && source.truth !== null;
  const judge = oracle
    ? ({ name: "oracle", kind: "oracle" } as const)
    : ({ name: "reward-model", kind: "service" } as const);
  const member = await ensureUser(ctx.bench.db, { projectId: ctx.projectId, ...judge, role: "annotator" });
  await judgeAll(run, ctx, {
    batch,
    judges: [member.userId],
    answer: (task: ClaimedTask) => {
      const gap = (values.get(task.leftGenerationId) ?? 0) - (values.get(task.rightGenerationId) ?? 0);
      const side = gap === 0 ? "tie" : gap > 0 ? "left" : "right";
      return { judgmentId: newId(), side, strength: gap === 0 ? 0 : 1 };
    },
  });
  return batch.id;
}

/** Win rate of the candidate from the stored outcomes alone. */
async function compare(
  ctx: StageContext,
  { book }: Room,
  { config, batchId, candidateId }: { config: LoopConfig; batchId: string; candidateId: string },
) {
  const outcomes = await listOutcomes(ctx.bench.db, { projectId: ctx.projectId, batchIds: [batchId] });
  const rows = outcomes.map((o) => {
    const won = o.policyVersionI === candidateId ? o.outcome : 1 - o.outcome;
    const lengthDifference = o.policyVersionI === candidateId ? o.dlen : -o.dlen;
    return { outcome: asOutcome(won), cluster: book.byId(o.promptId).cluster, lengthDifference };
  });
  const uniform = (purpose: string) => {
    const rng = new Philox({ seed: ctx.seed, purpose });
    return () => rng.uniform();
  };
  // Prompts were drawn as often as they are asked, hence every judgment weighs the same.
  const options = { resamples: config.evaluate.bootstrapSamples, equal: "judgments" } as const;
  const won = winRate(rows, { ...options, uniform: uniform("evaluate/bootstrap") });
  const lengths = lengthControlledWinRate(rows, { ...options, uniform: uniform("evaluate/length") });
  // Each judgment is on a fresh draw of a prompt, so their order is a sequence of independent looks at the same mean.
  const always = bettingSequence(rows.map((row) => row.outcome)).interval;
  return {
    prompts: new Set(outcomes.map((o) => o.promptId)).size,
    winRate: won.rate,
    interval: won.interval,
    alwaysValid: always,
    lengthControlled: lengths.rate,
    verdict: verdict(always, { rope: config.evaluate.rope }),
  };
}

function asOutcome(value: number): Outcome {
  if (value === 1 || value === 0) return value;
  return 0.5;
}
