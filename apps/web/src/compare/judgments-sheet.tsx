"use client";
import { Button, count, Drawer, Empty, Failure, Segmented, Skeleton } from "@rlhf/ui";
import { usePathname, useSearchParams } from "next/navigation";
import { useState } from "react";
import { JudgmentsCsv } from "./judgments-csv";
import { readJudgments } from "./judgments-filter";
import { PARAM, withJudgments, type JudgmentsFilter } from "./judgments-param";
import { JudgmentEntry } from "./judgment-entry";
import { useJudgments } from "./use-judgments";

const OUTCOMES = { all: undefined, won: 1, even: 0.5, lost: 0 } as const;
type Outcome = keyof typeof OUTCOMES;
const WORDS: Record<Outcome, string> = { all: "All", won: "A won", even: "Even", lost: "A lost" };
const isOutcome = (text: string): text is Outcome => text in OUTCOMES;

/** The judgments that `?judgments=` names, in a drawer over whichever page is open. */
export default function JudgmentsSheet() {
  const path = usePathname();
  const search = useSearchParams();
  const asked = search.get(PARAM);
  const filter = asked === null ? null : readJudgments(asked);
  const go = (next: JudgmentsFilter | null) =>
    history.replaceState(null, "", withJudgments(path, search.toString(), next));
  return (
    <Drawer open={asked !== null} onClose={() => go(null)} title="Judgments" wide>
      {asked !== null && !filter && (
        <Empty title="This address names no judgments">Close this, and open the number again.</Empty>
      )}
      {filter && <Judgments key={asked} filter={filter} narrow={(outcome) => go({ ...filter, outcome })} />}
    </Drawer>
  );
}

function Judgments({ filter, narrow }: { filter: JudgmentsFilter; narrow(outcome: JudgmentsFilter["outcome"]): void }) {
  const { rows, total, error, isPending, hasNextPage, fetchNextPage, isFetchingNextPage, refetch } =
    useJudgments(filter);
  const [now] = useState(() => new Date());
  const shown = Object.keys(OUTCOMES).find((word) => isOutcome(word) && OUTCOMES[word] === filter.outcome) ?? "all";
  return (
    <>
      <div className="row flex-wrap py-3">
        <span className="t13 i2" role="status">
          {total === null ? "…" : `${count(rows.length)} of ${count(total)}, newest first`}
        </span>
        <span className="row end flex-wrap">
          {filter.candidateId && (
            <Segmented<string>
              label="Outcome for A"
              value={shown}
              onChange={(word) => isOutcome(word) && narrow(OUTCOMES[word])}
              options={Object.entries(WORDS).map(([value, text]) => ({ value, text }))}
            />
          )}
          <JudgmentsCsv filter={filter} disabled={total === null || total === 0} />
        </span>
      </div>
      {error && (
        <Failure
          title="The judgments could not be read"
          detail={error.message}
          action={<Button onClick={() => void refetch()}>Try again</Button>}
        />
      )}
      {isPending && <Skeleton lines={8} height={24} />}
      {total === 0 && (
        <Empty title="No judgments">None counts under this filter; gold and repeated pairs never do.</Empty>
      )}
      <ol className="list">
        {rows.map((row) => (
          <JudgmentEntry key={row.judgmentId} row={row} now={now} />
        ))}
      </ol>
      {hasNextPage && (
        <Button className="mt-3" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {isFetchingNextPage ? "Reading…" : "Show more"}
        </Button>
      )}
    </>
  );
}
