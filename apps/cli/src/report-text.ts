import type { LoopReport } from "@rlhf/pipeline";
import { wilsonInterval } from "@rlhf/stats";
import type { LoopSample } from "./loop-samples";
import { renderPairs, renderTable } from "./table";

/** The report of a loop for people: one table of stages, the comparison, and what both policies say. */
export function reportText(report: LoopReport, samples: readonly LoopSample[]): string {
  return [
    stagesTable(report),
    comparisonText(report),
    ...samples.map(
      (s) =>
        `${s.prompt}\n${renderPairs([
          ["SFT", s.baseline],
          ["PPO", s.candidate],
        ])}`,
    ),
    closingLine(report),
  ].join("\n\n");
}

function stagesTable({ pretrain, sft, labels, reward, ppo, best_of_n: best }: LoopReport): string {
  const rows: [string, string, string][] = [
    [
      "pretrain",
      seconds(pretrain.seconds),
      facts([
        `${pretrain.tokens} tokens`,
        `${figure(pretrain.nats_per_token)} nats/token`,
        pretrain.floor === null ? null : `floor ${figure(pretrain.floor)}`,
        pretrain.best_ngram === null ? null : `best n-gram ${figure(pretrain.best_ngram)}`,
      ]),
    ],
    [
      "sft",
      seconds(sft.seconds),
      facts([
        `${sft.demonstrations} demonstrations`,
        sft.gold_mean === null ? null : `gold ${figure(sft.gold_mean)}`,
        sft.valid_sentences === null ? null : `valid sentences ${percent(sft.valid_sentences)}`,
      ]),
    ],
    [
      "labels",
      seconds(labels.seconds),
      facts([
        `${labels.judgments} judgments on ${labels.comparisons} pairs by ${labels.annotators}`,
        labels.agreement === null ? null : `agreement ${percent(labels.agreement)}`,
        labels.alpha === null ? null : `α ${figure(labels.alpha)}`,
      ]),
    ],
    [
      "reward",
      seconds(reward.seconds),
      facts([
        heldOutAccuracy({ labels, reward }),
        reward.bayes_ceiling === null ? null : `ceiling ${percent(reward.bayes_ceiling)}`,
        reward.accuracy_gold === null ? null : `against gold ${percent(reward.accuracy_gold)}`,
        `ECE ${figure(reward.ece)}`,
      ]),
    ],
    [
      "ppo",
      seconds(ppo.seconds),
      facts([
        `${ppo.steps} steps, ${ppo.episodes} episodes`,
        `KL ${figure(ppo.kl)} nats`,
        `score ${figure(ppo.score_mean)}`,
        ppo.gold_mean === null ? null : `gold ${figure(ppo.gold_mean)}`,
        `answers of ${ppo.response_length.toFixed(1)} tokens`, // a policy that learned to say nothing shows here
        ppo.valid_sentences === null ? null : `valid sentences ${percent(ppo.valid_sentences)}`,
      ]),
    ],
  ];
  if (best) rows.push(bestOfNRow(best));
  return renderTable(["stage", "time", "figures"], rows);
}

/** With its interval, so that a reward model that learned little is seen to have learned little. */
function heldOutAccuracy({ labels, reward }: Pick<LoopReport, "labels" | "reward">): string {
  const held = labels.judgments - reward.pairs;
  const interval = wilsonInterval(reward.accuracy_val * held, held);
  return `accuracy ${percent(reward.accuracy_val)} (${range(interval)}) on ${held} held-out judgments`;
}

function bestOfNRow({ n, gold_mean: gold, kl }: NonNullable<LoopReport["best_of_n"]>): [string, string, string] {
  return [`best of ${n}`, "", facts([gold === null ? null : `gold ${figure(gold)}`, `KL ${figure(kl)} nats`])];
}

function comparisonText({ comparison, ppo }: LoopReport): string {
  const controlled = comparison.length_controlled;
  const judge = ppo.gold_mean === null ? "the reward model that PPO was trained on" : "the world's oracle";
  return `PPO against SFT on ${comparison.prompts} held-out prompts, judged by ${judge}: ${comparison.verdict}\n${renderPairs(
    [
      ["win rate", `${percent(comparison.win_rate)}, 95 % ${range(comparison.interval)}`],
      ["always valid", range(comparison.always_valid)],
      ...(controlled === null ? [] : [["length-controlled", percent(controlled)] as const]),
    ],
  )}`;
}

function closingLine(report: LoopReport): string {
  const { total_seconds: total, peak_rss_mb: memory, backend, precision, database } = report;
  return `${seconds(total)}, ${Math.round(memory)} MB · ${backend}, ${precision} · ${database} database · seed ${report.seed}, ${report.preset}`;
}

const facts = (parts: readonly (string | null)[]): string => parts.filter((part) => part !== null).join(" · ");
const figure = (value: number): string => value.toFixed(3);
const percent = (rate: number): string => `${(100 * rate).toFixed(1)} %`;
const seconds = (value: number): string => `${value.toFixed(1)} s`;
const range = ([lo, hi]: readonly [number, number]): string => `${percent(lo)} to ${percent(hi)}`;
