"use client";
import type { UserKind } from "@rlhf/domain";
import { Button, Card, count, Empty, Failure, Segmented, Skeleton } from "@rlhf/ui";
import { useRef, useState } from "react";
import { useProject } from "../shell/project";
import { RegressionEntry } from "./regression-entry";
import { TRIAGE } from "./triage-states";
import { useRegressions, type TriageStatus } from "./use-regressions";

type Props = { candidateId: string; baselineId: string; judgeKind?: UserKind };
type Shown = TriageStatus | "all";
const HOW = "With a row in focus: ↑ ↓ move, O A F W decide, N writes a note";
const JUDGES = ["owner", "admin", "researcher", "adjudicator"];

/** Prompts on which the candidate loses to the baseline, each with its evidence and what people decided about it. */
export function RegressionsPanel({ candidateId, baselineId, judgeKind }: Props) {
  const { role } = useProject();
  const [shown, setShown] = useState<Shown>("open");
  const list = useRef<HTMLOListElement>(null);
  const status = shown === "all" ? undefined : shown;
  const found = useRegressions({ candidateId, baselineId, judgeKind, status });
  const { rows, counts } = found;
  const move = (from: number, by: number) =>
    list.current
      ?.querySelectorAll<HTMLElement>(":scope > li")
      .item(from + by)
      ?.focus();
  const all = counts && Object.values(counts).reduce((sum, n) => sum + n, 0);
  const decider = JUDGES.includes(role);
  return (
    <Card
      title="Regressions"
      note="prompts on which A loses to B, the clearest first"
      actions={<States {...{ shown, counts }} all={all ?? 0} onShow={setShown} />}
      footer={
        <>
          <span>{decider ? HOW : "Adjudicators and researchers decide here"}</span>
          {found.hasNextPage && (
            <Button size="xs" className="end" disabled={found.isFetching} onClick={() => void found.fetchNextPage()}>
              Show more
            </Button>
          )}
        </>
      }
    >
      {found.error && (
        <Failure
          title="The regressions could not be read"
          detail={found.error.message}
          action={<Button onClick={() => void found.refetch()}>Try again</Button>}
        />
      )}
      {found.triage.error && (
        <p className="t13 text-fail px-4 pb-2" role="alert">
          Not stored: {found.triage.error.message}
        </p>
      )}
      {found.isPending && <Skeleton lines={6} height={24} />}
      {found.isSuccess && rows.length === 0 && <NoRegressions all={all ?? 0} />}
      <ol ref={list} aria-label="Regressions">
        {rows.map((row, i) => (
          <RegressionEntry
            key={row.promptId}
            {...{ row, candidateId, baselineId, judgeKind }}
            decide={decider ? (change) => found.decide(row, change) : null}
            move={(by) => move(i, by)}
          />
        ))}
      </ol>
    </Card>
  );
}

type Counts = Record<TriageStatus, number> | null;

function States(props: { shown: Shown; counts: Counts; all: number; onShow(shown: Shown): void }) {
  const { shown, counts, all, onShow } = props;
  const options = [...TRIAGE, { status: "all" as const, word: "All" }].map(({ status: value, word }) => ({
    value,
    text: `${word} ${counts ? count(value === "all" ? all : counts[value]) : ""}`,
  }));
  return <Segmented<Shown> label="State" value={shown} onChange={onShow} options={options} />;
}

function NoRegressions({ all }: { all: number }) {
  if (all > 0) return <Empty title="None in this state">The others are one press away above.</Empty>;
  return <Empty title="No regressions">On no prompt do judges prefer B to A more often than not.</Empty>;
}
