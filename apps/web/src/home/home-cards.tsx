"use client";
import type { RouterOutputs } from "@rlhf/api";
import {
  Card,
  count,
  Empty,
  figure,
  IntervalDots,
  percent,
  percentBounds,
  Progress,
  Sparkline,
  StateIcon,
  Term,
} from "@rlhf/ui";
import Link from "next/link";
import { compareAddress } from "../policies/addresses";

type Home = RouterOutputs["home"]["show"];

/** The run at work with its progress and the curve that tells how it fares. */
export function NowTraining({ now, running, queued }: { now: Home["nowTraining"]; running: number; queued: number }) {
  if (!now)
    return (
      <Card title="Now training">
        <Empty title="Nothing trains">
          {queued > 0 ? `${count(queued)} in the queue wait for a worker.` : "A run that starts shows its curve here."}
        </Empty>
      </Card>
    );
  const { run, sparkline } = now;
  return (
    <Card
      title="Now training"
      icon={<StateIcon state="run" label="Running" />}
      actions={<span className="tag">{run.kind}</span>}
    >
      <div className="body col gap-3">
        <Link className="t20" href={`/runs/${run.id}`}>
          {run.name}
        </Link>
        <Progress share={run.progress} label={`Progress of ${run.name}`} />
        <p className="t12 i3">
          {percent(run.progress, 0)} · {count(running)} running, {count(queued)} in the queue
        </p>
        <dl className="row g24">
          {run.headline.slice(0, 2).map(({ key, value }) => (
            <div className="stat" key={key}>
              <dt title={key}>{aboutOf(key)}</dt>
              <dd>{figure(value)}</dd>
            </div>
          ))}
          {sparkline && (
            <div className="grow">
              <Sparkline
                values={sparkline.value}
                alt={`${sparkline.key} over ${sparkline.step.length} points, last ${figure(sparkline.value.at(-1) ?? NaN)}`}
              />
            </div>
          )}
        </dl>
      </div>
    </Card>
  );
}

const SHORT: Record<string, string> = {
  "objective/scores": "Score",
  "objective/kl": "KL, nats",
  "train/loss": "Loss",
  "reward/accuracy": "Accuracy",
};
const aboutOf = (key: string): string => SHORT[key] ?? key;

/** What waits for people. */
export function ToLabel({ waiting, judgments }: Home["toLabel"]) {
  return (
    <Card
      title="To label"
      icon={
        <StateIcon state={waiting > 0 ? "wait" : "ok"} label={waiting > 0 ? "Waiting for people" : "Nothing waits"} />
      }
    >
      <div className="body col gap-3">
        <p className="t20">{count(waiting)} pairs</p>
        <p className="t13 i3">
          wait for people · {count(judgments)} <Term word="Judgment">judgments</Term> so far
        </p>
        <Link className="btn sm self-start" href="/label">
          {waiting > 0 ? "Start" : "Open the desk"}
        </Link>
      </div>
    </Card>
  );
}

const SAYS: Record<NonNullable<Home["latestVerdict"]>["verdict"], string> = {
  better: "is preferred to its baseline",
  worse: "is not preferred to its baseline",
  equivalent: "is as good as its baseline",
  undecided: "is not yet told apart from its baseline",
};

/** The newest comparison as a sentence with its always-valid interval. */
export function LatestVerdict({ verdict }: { verdict: Home["latestVerdict"] }) {
  if (!verdict)
    return (
      <Card title="Latest verdict">
        <Empty title="No policies were compared yet">An evaluation brings the first verdict.</Empty>
      </Card>
    );
  const { winRate, alwaysValid, judgments, prompts } = verdict;
  return (
    <Card
      title="Latest verdict"
      icon={<StateIcon state={verdict.verdict === "undecided" ? "wait" : "ok"} label={verdict.verdict} />}
    >
      <div className="body col gap-3">
        <p className="t16">
          <Link className="hover:underline" href={compareAddress(verdict.candidateId, verdict.baselineId)}>
            The newest policy {SAYS[verdict.verdict]}: <b className="b6">{percent(winRate)}</b> of pairs
          </Link>{" "}
          <span className="i3 whitespace-nowrap">
            {percentBounds(...alwaysValid)} · n {count(judgments)} on {count(prompts)} prompts
          </span>
        </p>
        <IntervalDots
          dots={[{ label: "", value: winRate, interval: alwaysValid, n: judgments }]}
          axis="win rate, % (ties half), always-valid"
          rope={0.02}
          alt={`Win rate ${percent(winRate)}, always-valid interval ${percentBounds(...alwaysValid)}`}
        />
      </div>
    </Card>
  );
}
