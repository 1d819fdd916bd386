import { latestCheckpoints, listOutcomes, listRuns, readTokenStats } from "@rlhf/db";
import type { Run } from "@rlhf/domain";
import { krippendorffAlpha } from "@rlhf/stats";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LoopReport } from "./report";
import { harbortownSource } from "./sources/harbortown";
import { numbersOf, openTestBench, runIn, tinyConfig, type TestBench } from "./testing-loop";

let test: TestBench;
let report: LoopReport;
let runs: Run[];
let projectId: string;

beforeAll(async () => {
  test = await openTestBench();
  const started = performance.now();
  report = await runIn(test.bench, "first");
  console.log(`tiny loop: ${((performance.now() - started) / 1000).toFixed(1)} s on ${report.backend}`);
  runs = [...(await listRuns(test.bench.db, {}))].sort((a, b) => a.seq - b.seq);
  projectId = runs[0]?.projectId ?? "";
});
afterAll(() => test.close());

/** One row of plain SQL on the first loop's project, which is $1. */
async function row(sql: string, ...values: unknown[]): Promise<Record<string, unknown>> {
  const { rows } = await test.bench.db.pool.query<Record<string, unknown>>(sql, [projectId, ...values]);
  return rows[0] ?? {};
}
const count = async (from: string) =>
  Number((await row(`select count(*)::int as n from ${from} where $1::uuid is not null`)).n);
const runOf = (kind: string) => runs.find((run) => run.kind === kind);
const evaluationBatch = () => String(runOf("evaluate")?.result?.batchId);
const labelBatch = () => String(runOf("label")?.result?.batchId);
const candidateId = () => String(runOf("ppo")?.result?.policyVersionId);

describe("what the loop writes", () => {
  it("writes every prompt, generation, judgment and outcome", async () => {
    const { label, evaluate } = tinyConfig();
    const pairs = label.comparisons + label.validationComparisons;
    const probes = 2 * 2; // two prompts at the checkpoints of steps 2 and 3
    expect(await count("prompt")).toBe(harbortownSource(worldOf(), tinyConfig().model).prompts.length);
    expect(await count("generation")).toBe(2 * pairs + 2 * evaluate.prompts + evaluate.bestOfNPrompts + probes);
    expect(await count("comparison_task")).toBe(pairs + evaluate.prompts);
    expect(await count("judgment")).toBe(report.labels.judgments + evaluate.prompts);
    expect(await count("pairwise_outcome")).toBe(await count("judgment"));
    expect(await count("reward_score")).toBe(2 * evaluate.prompts + probes); // both answers of every evaluated pair
    expect(await count("dataset_row")).toBe(report.labels.judgments);
    expect(await count("assignment a")).toBe(await count("judgment"));
  });

  it("writes a succeeded run per stage under one pipeline, with config and seed", async () => {
    const [pipeline, ...stages] = runs;
    const kinds = ["pretrain", "sft", "generate", "label", "snapshot", "reward", "ppo", "best_of_n", "evaluate"];
    expect(stages.map((run) => run.kind)).toEqual(kinds);
    expect(runs.every((run) => run.status === "succeeded" && run.seed === 1 && run.progress === 1)).toBe(true);
    expect(stages.every((run) => run.parentRunId === pipeline?.id)).toBe(true);
    expect(pipeline?.config).toEqual({ loop: tinyConfig() });
  });

  it("writes each metric of each training step once, and the last checkpoint's weights as reported", async () => {
    for (const [kind, key, steps] of [
      ["pretrain", "train/loss", 6],
      ["sft", "train/loss", 4],
      ["reward", "reward/accuracy", 18],
      ["ppo", "objective/kl", 3],
      ["ppo", "world/gold", 3],
      ["ppo", "world/distinct", 3],
      ["ppo", "eps", 3],
    ] as const) {
      const sql = `select count(*)::int as n, min(step) as first, max(step) as last from metric_point p
        join metric m on m.id = p.metric_id join training_run r on r.seq = p.run_seq
        where r.project_id = $1 and r.kind = $2 and m.name = $3`;
      expect(await row(sql, kind, key)).toEqual({ n: steps, first: 1, last: steps });
      const checkpoints = await latestCheckpoints(test.bench.db, runOf(kind)?.id ?? "");
      expect(checkpoints[0]?.step).toBe(steps);
      const reported = report.runs.find((run) => run.kind === kind)?.checkpoint_sha256;
      expect(reported).toMatch(/^[0-9a-f]{64}$/);
      expect(checkpoints[0]?.weightsSha256).toBe(reported);
    }
  });

  it("writes the probes' statistics of every token, whose KL is the difference of the log-probs", async () => {
    const { rows } = await test.bench.db.pool.query<{ id: string; tokens: number; step: number }>(
      `select g.id, g.n_tokens as tokens, s.step from run_sample s join generation g on g.id = s.generation_id order by s.step`,
    );
    expect(rows.map((r) => r.step)).toEqual([2, 2, 3, 3]);
    const stats = await readTokenStats(
      test.bench.db,
      rows.map((r) => r.id),
    );
    stats.forEach((s, i) => {
      for (const column of [s.logp, s.logpRef, s.kl, s.value, s.reward, s.advantage, s.entropy]) {
        expect(column).toHaveLength(rows[i]?.tokens ?? -1);
      }
      s.logp?.forEach((x, t) => expect(s.kl?.[t]).toBeCloseTo(x - (s.logpRef?.[t] ?? NaN), 5));
    });
  });
});

describe("the report", () => {
  it("is what the schema says", () => {
    expect(LoopReport.parse(report)).toEqual(report);
    expect(report.runs.map((run) => run.status)).toEqual(Array.from({ length: 9 }, () => "succeeded"));
  });

  it("counts labels as plain SQL does", async () => {
    const sql = `select count(*)::int as judgments, count(distinct annotator_id)::int as annotators,
        count(distinct task_id)::int as comparisons,
        avg(((outcome = 1) = i_on_left)::int) filter (where outcome <> 0.5)::float8 as left_win_rate
      from pairwise_outcome where project_id = $1 and batch_id = $2`;
    const counted = await row(sql, labelBatch());
    const { judgments, annotators, comparisons, left_win_rate } = report.labels;
    expect({ judgments, annotators, comparisons }).toEqual({
      judgments: counted.judgments,
      annotators: counted.annotators,
      comparisons: counted.comparisons,
    });
    expect(left_win_rate).toBeCloseTo(Number(counted.left_win_rate), 12);
    const outcomes = await listOutcomes(test.bench.db, { projectId, batchIds: [labelBatch()] });
    const ratings = outcomes.map((o) => ({ item: o.taskId, annotator: o.annotatorId, value: o.outcome }));
    expect(report.labels.alpha).toBe(krippendorffAlpha(ratings, { metric: "nominal" }).alpha);
  });

  it("tells the reward model's accuracy as stored, on a snapshot split by prompt", async () => {
    const sql = `select v.val_accuracy as accuracy, v.ece,
        (select count(*)::int from dataset_row r where r.snapshot_id = v.snapshot_id and r.split = 'train') as pairs,
        (select count(*)::int from dataset_row r join prompt p on p.id = r.prompt_id where r.split <> p.split) as strays
      from reward_model_version v join training_run t on t.id = v.run_id where t.project_id = $1`;
    const stored = await row(sql);
    expect(stored.pairs).toBe(report.reward.pairs);
    expect(stored.strays).toBe(0);
    expect(Number(stored.accuracy)).toBeCloseTo(report.reward.accuracy_val, 5);
    expect(Number(stored.ece)).toBeCloseTo(report.reward.ece, 5);
  });

  it("compares by the stored outcomes, on prompts that no training saw", async () => {
    const sql = `select avg(case when pv_i = $3 then outcome else 1 - outcome end)::float8 as win_rate,
        count(distinct prompt_id)::int as prompts, count(*) filter (where judge_kind <> 'oracle')::int as others,
        count(*) filter (where (select split from prompt p where p.id = prompt_id) <> 'test')::int as seen
      from pairwise_outcome where project_id = $1 and batch_id = $2`;
    const { win_rate, prompts, ...none } = await row(sql, evaluationBatch(), candidateId());
    expect(report.comparison.win_rate).toBeCloseTo(Number(win_rate), 12);
    expect(report.comparison.prompts).toBe(prompts);
    expect(none).toEqual({ others: 0, seen: 0 });
  });

  it("gives gold, valid sentences and length of the very answers that were compared", async () => {
    const { rows } = await test.bench.db.pool.query<{ tokens: number[]; prompt: string }>(
      `select g.token_ids as tokens, p.messages -> 0 ->> 'content' as prompt from task_item i
         join comparison_task t on t.id = i.task_id join generation g on g.id = i.generation_id
         join prompt p on p.id = g.prompt_id where t.batch_id = $1 and g.policy_version_id = $2`,
      [evaluationBatch(), candidateId()],
    );
    const source = harbortownSource(worldOf(), tinyConfig().model);
    const truths = rows.flatMap(({ tokens, prompt }) => {
      const asked = source.prompts.find((p) => p.text === prompt);
      return asked && source.truth ? [source.truth(asked, tokens)] : [];
    });
    expect(truths).toHaveLength(tinyConfig().evaluate.prompts);
    const mean = (values: number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
    expect(report.ppo.gold_mean).toBeCloseTo(mean(truths.map((t) => t.gold)), 10);
    expect(report.ppo.response_length).toBeCloseTo(mean(rows.map((r) => r.tokens.length)), 10);
  });
});

describe("the seed", () => {
  it("gives the same numbers and weights when it comes again", async () => {
    expect(numbersOf(await runIn(test.bench, "second"))).toEqual(numbersOf(report));
  });

  it("gives other numbers when it is another", async () => {
    const other = await runIn(test.bench, "third", { seed: 2 });
    expect(other.runs.map((run) => run.checkpoint_sha256)).not.toEqual(report.runs.map((run) => run.checkpoint_sha256));
    expect(other.pretrain.nats_per_token).not.toBe(report.pretrain.nats_per_token);
  });
});

function worldOf() {
  const { world } = tinyConfig();
  if (!world) throw new Error("expected the tiny loop to be on Harbortown");
  return world;
}
