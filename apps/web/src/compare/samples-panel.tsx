"use client";
import type { UserKind } from "@rlhf/domain";
import { Button, Card, count, Empty, Failure, Segmented, Skeleton } from "@rlhf/ui";
import { useState, type KeyboardEvent } from "react";
import { compilePredicate, filterAnswers, type Predicate } from "./answer-predicate";
import { SampleColumns } from "./sample-columns";
import { SampleEntry } from "./sample-entry";
import { SampleFilter } from "./sample-filter";
import { READ_AT_MOST, useSamples, type SampleOrder } from "./use-samples";

type Props = { candidateId: string; baselineId: string; judgeKind?: UserKind };
const ORDERS: { value: SampleOrder; text: string }[] = [
  { value: "disputed", text: "Most disputed" },
  { value: "lost", text: "A lost" },
  { value: "prompt", text: "As prompts stand" },
];

/** The answers of two to six policies to the same prompts, side by side, with what differs marked. */
export function SamplesPanel(props: Props) {
  return <SideBySide key={`${props.candidateId} ${props.baselineId}`} {...props} />;
}

function SideBySide({ candidateId, baselineId, judgeKind }: Props) {
  const [columns, setColumns] = useState<readonly string[]>([candidateId, baselineId]);
  const [order, setOrder] = useState<SampleOrder>("disputed");
  const [search, setSearch] = useState("");
  const [predicate, setPredicate] = useState<Predicate>({ text: "", regex: false });
  const [diff, setDiff] = useState(true);
  const compiled = compilePredicate(predicate);
  const matches = compiled && "matches" in compiled ? compiled.matches : null;
  const samples = useSamples({ policyVersionIds: [...columns], judgeKind, search, order, all: matches !== null });
  const found = matches && filterAnswers(samples.rows, matches);
  const rows = found?.rows ?? samples.rows;
  const onKey = (event: KeyboardEvent) => {
    const typing = event.target instanceof HTMLElement && event.target.matches("input:not([type=radio]), select");
    if (!typing && !event.ctrlKey && !event.metaKey && event.key.toLowerCase() === "d") setDiff(!diff);
  };
  return (
    <div onKeyDown={onKey}>
      <Card
        title="Samples side by side"
        note={samples.total === null ? "same prompt" : `${count(samples.total)} prompts that all answered`}
        actions={
          <>
            <Segmented<SampleOrder> label="Order" value={order} onChange={setOrder} options={ORDERS} />
            <Button size="sm" tone="quiet" hint="D" aria-pressed={diff} onClick={() => setDiff(!diff)}>
              Differences
            </Button>
          </>
        }
        footer={<Read samples={samples} shown={rows.length} predicate={matches !== null} />}
      >
        <SampleFilter
          {...{ search, predicate }}
          onSearch={setSearch}
          onPredicate={setPredicate}
          wrong={compiled && "wrong" in compiled ? compiled.wrong : null}
        />
        <SampleColumns
          columns={columns}
          onChange={setColumns}
          matched={found ? found.perColumn.map((n) => `${count(n)} of ${count(samples.rows.length)} match`) : null}
        />
        <NoRows samples={samples} shown={rows.length} filtered={search !== "" || matches !== null} />
        <ol className={samples.isPlaceholderData ? "pair-stale" : undefined}>
          {rows.map((sample) => (
            <SampleEntry key={sample.promptId} {...{ sample, diff, columns, judgeKind }} />
          ))}
        </ol>
      </Card>
    </div>
  );
}

type Samples = ReturnType<typeof useSamples>;

/** What stands in place of rows: an error, a skeleton, or why there are none. */
function NoRows({ samples, shown, filtered }: { samples: Samples; shown: number; filtered: boolean }) {
  if (samples.error)
    return (
      <Failure
        title="The samples could not be read"
        detail={samples.error.message}
        action={<Button onClick={() => void samples.refetch()}>Try again</Button>}
      />
    );
  if (samples.isPending) return <Skeleton lines={8} height={24} />;
  if (shown > 0) return null;
  if (filtered) return <Empty title="Nothing matches">Change the words above.</Empty>;
  return (
    <Empty title="These policies answered no prompt in common">
      An evaluation of both, or a batch of their answers, puts them side by side.
    </Empty>
  );
}

function Read({ samples, shown, predicate }: { samples: Samples; shown: number; predicate: boolean }) {
  return (
    <>
      <span role="status">{readSoFar(shown, samples, { predicate })}</span>
      {samples.hasNextPage && !predicate && (
        <Button size="xs" className="end" disabled={samples.isFetching} onClick={() => void samples.fetchNextPage()}>
          {samples.isFetching ? "Reading…" : "Show more"}
        </Button>
      )}
    </>
  );
}

function readSoFar(
  shown: number,
  { rows, total, hasNextPage }: Samples,
  { predicate }: { predicate: boolean },
): string {
  if (total === null) return "…";
  if (!predicate) return `${count(shown)} of ${count(total)} prompts shown`;
  const capped = !hasNextPage && rows.length < total ? `, the first ${count(READ_AT_MOST)} only` : "";
  return `${count(shown)} prompts match, ${count(rows.length)} of ${count(total)} read${capped}`;
}
