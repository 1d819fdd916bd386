"use client";
import { Card, count, readNumber, StateIcon } from "@rlhf/ui";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTRPC } from "../trpc";
import { hoursOf, NUMBER_RULES, type PairSource } from "./draft";
import type { NewBatchForm } from "./use-new-batch";

/** What the batch would hold, counted by the server while the form is filled in. */
export function PlanCard({ form }: { form: NewBatchForm }) {
  return (
    <Card title="What this makes">
      <div className="body" role="status">
        {form.source ? (
          <Planned source={form.source} draft={form.draft} />
        ) : (
          <p className="t13 i3">Choose policies to see how many pairs there are.</p>
        )}
      </div>
    </Card>
  );
}

function Planned({ source, draft }: { source: PairSource; draft: NewBatchForm["draft"] }) {
  const trpc = useTRPC();
  const plan = useQuery(
    trpc.batches.plan.queryOptions(source, { placeholderData: keepPreviousData, staleTime: 30_000 }),
  );
  if (plan.error) return <p className="t13 text-fail">{plan.error.message}</p>;
  if (!plan.data) return <div className="skeleton h-24" />;
  const { prompts, promptsWithPairs, pairs, comparisons, gold } = plan.data;
  const overlap = readNumber(draft.overlap, NUMBER_RULES.overlap);
  const judgments = "value" in overlap ? comparisons * overlap.value : null;
  const wantsGold = Number(draft.goldPercent.replace(",", ".")) > 0;
  return (
    <div className="col gap-3">
      <dl className="plan-list">
        <Line name="Prompts with answers">{count(prompts)}</Line>
        <Line name="of them with a pair">{count(promptsWithPairs)}</Line>
        <Line name="Pairs there are">{count(pairs)}</Line>
        <Line name="Comparisons">
          <b className="b6">{count(comparisons)}</b>
        </Line>
        {judgments !== null && <Line name="Judgments wanted">{count(judgments)}</Line>}
        {judgments !== null && <Line name="People’s time">{hoursText(judgments)}</Line>}
        <Line name="Pairs for gold">{count(gold)}</Line>
      </dl>
      {comparisons === 0 && <Warning>No prompt has two answers of these policies: generate answers first.</Warning>}
      {comparisons > 0 && comparisons < (source.comparisons ?? 0) && (
        <Warning>Fewer than asked for: there are no more pairs.</Warning>
      )}
      {wantsGold && gold === 0 && (
        <Warning>Gold needs pairs that two judges decided alike; there are none yet. Set the gold rate to 0.</Warning>
      )}
    </div>
  );
}

/** At 60 to 120 short text pairs an hour. */
function hoursText(judgments: number): string {
  const [low, high] = hoursOf(judgments).map((hours) => (hours < 10 ? Math.max(0.1, hours).toFixed(1) : count(hours)));
  return `${low} to ${high} hours`;
}

const Line = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

const Warning = ({ children }: { children: ReactNode }) => (
  <p className="row t13 items-start">
    <StateIcon state="warn" /> <span>{children}</span>
  </p>
);
