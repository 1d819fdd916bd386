"use client";
import { count, figure, percent, percentBounds, Term } from "@rlhf/ui";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { policyName } from "../policies/policy-name";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";
import type { ComparedPair } from "./compared-pair";
import { JudgmentsLink } from "./judgments-drawer";
import type { PolicyOption } from "./use-compared";
import { VERB, type Verdict } from "./verdict-words";

type Props = { pair: ComparedPair; policies: readonly PolicyOption[]; verdict: Verdict };

/** Who is preferred, how often, how sure that is; below it what else could explain it. */
export function VerdictSentence({ pair, policies, verdict }: Props) {
  const of = (id: string) => policies.find((policy) => policy.id === id);
  const [candidate, baseline] = [of(pair.candidateId), of(pair.baselineId)];
  const { winRate, alwaysValid, judgments, prompts } = verdict;
  return (
    <div className="col gap-2">
      <p className="say">
        <PolicyLink policy={candidate} side="a" /> {VERB[verdict.verdict]} <PolicyLink policy={baseline} side="b" />:
        preferred in <JudgmentsLink filter={pair}>{percent(winRate)}</JudgmentsLink> of pairs,{" "}
        <span className="nowrap">
          {percentBounds(...alwaysValid)} <Term word="Always-valid">always-valid</Term>
        </span>
        , <JudgmentsLink filter={pair}>{count(judgments)} judgments</JudgmentsLink> on {count(prompts)} prompts.
      </p>
      <p className="i2">
        <EqualLength verdict={verdict} /> <Divergence candidate={candidate} baseline={baseline} />{" "}
        <LeftBias judgeKind={pair.judgeKind} />
      </p>
    </div>
  );
}

function PolicyLink({ policy, side }: { policy: PolicyOption | undefined; side: "a" | "b" }) {
  if (!policy) return null;
  return (
    <Link className={`num c${side}`} href={`/policies/${policy.id}`}>
      {policyName(policy)}
    </Link>
  );
}

function EqualLength({ verdict: { lengthControlled } }: { verdict: Verdict }) {
  if (!lengthControlled) return <>All answers were equally long.</>;
  const { rate, interval } = lengthControlled;
  return (
    <>
      With answers of equal length it would be preferred in{" "}
      <a className="num" href="#length">
        {percent(rate)}
      </a>{" "}
      <span className="nowrap">{percentBounds(...interval)}.</span>
    </>
  );
}

function Divergence({ candidate, baseline }: { candidate?: PolicyOption; baseline?: PolicyOption }) {
  if (typeof candidate?.kl !== "number")
    return (
      <>
        Its <Term word="KL" /> was not measured.
      </>
    );
  return (
    <>
      <Term word="KL" /> from its reference is <Nats policy={candidate} />
      {typeof baseline?.kl === "number" && (
        <>
          , {policyName(baseline)} has <Nats policy={baseline} />
        </>
      )}
      .
    </>
  );
}

/** A divergence leads to the run that measured it. */
function Nats({ policy: { kl, klFrom, klRunId } }: { policy: PolicyOption }) {
  const text = `${figure(kl ?? NaN)} nats`;
  if (klRunId === null) return text;
  const where =
    klFrom === "evaluation" ? "Measured by an evaluation on held-out prompts" : "Seen in training at this step";
  return (
    <Link className="num nowrap" href={`/runs/${klRunId}`} title={where}>
      {text}
    </Link>
  );
}

function LeftBias({ judgeKind }: Pick<ComparedPair, "judgeKind">) {
  const { projectId } = useProject();
  const trpc = useTRPC();
  const { data } = useQuery(trpc.compare.biases.queryOptions({ projectId, judgeKind }));
  const left = data?.left;
  if (!left || left.rate === null) return null;
  return (
    <>
      <Term word="Left bias">Left answers</Term> win{" "}
      <a className="num" href="#position">
        {percent(left.rate)}
      </a>{" "}
      <span className="nowrap">{percentBounds(...left.interval)},</span> which the ratings correct for.
    </>
  );
}
