"use client";
import { Button, Card, count, Empty, Failure, percent, percentBounds, Skeleton, Term } from "@rlhf/ui";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../trpc";
import { AnnotatorTable } from "./annotator-table";
import { alphaWords, type Estimate } from "./quality-words";
import { QualityCharts } from "./quality-charts";
import type { Quality } from "./batch-words";

/** How well the batch was judged: agreement of all, side bias, and each annotator. */
export function QualityCards({ batchId, overlap }: { batchId: string; overlap: number }) {
  const trpc = useTRPC();
  const found = useQuery(trpc.batches.quality.queryOptions({ batchId }, { refetchInterval: 30_000 }));
  return (
    <section className="mt-4 scroll-mt-16" id="quality" aria-label="Quality">
      {found.error && (
        <Card title="Quality">
          <Failure
            title="The quality could not be measured"
            detail={found.error.message}
            action={<Button onClick={() => void found.refetch()}>Try again</Button>}
          />
        </Card>
      )}
      {found.isPending && (
        <Card title="Quality">
          <Skeleton lines={6} height={24} />
        </Card>
      )}
      {found.data && found.data.judgments === 0 && (
        <Card title="Quality">
          <Empty title="No judgments yet">Agreement, speed and side bias stand here once pairs are judged.</Empty>
        </Card>
      )}
      {found.data && found.data.judgments > 0 && <Measured quality={found.data} overlap={overlap} />}
    </section>
  );
}

function Measured({ quality, overlap }: { quality: Quality; overlap: number }) {
  const { alpha, agreement, left, judgments } = quality;
  return (
    <div className="stack">
      <Card title="Quality" note={`of ${count(judgments)} judgments, gold and repeats left out`}>
        <dl className="body about-line m-0">
          <Tile
            word="Krippendorff's α"
            value={alpha.value?.toFixed(2) ?? null}
            interval={alpha.interval && `[${alpha.interval.map((x) => x.toFixed(2)).join(", ")}]`}
            note={alphaWords(alpha, overlap)}
            n={alpha.items}
          />
          <Tile word="Agreement" {...share(agreement)} note="same choice on the same pair" n={agreement.items} />
          <Tile
            word="Left bias"
            {...share({ value: left?.rate ?? null, interval: left?.interval ?? null })}
            note="of decided judgments took the left answer; 50 % is even"
            n={left?.n ?? 0}
          />
        </dl>
      </Card>
      <QualityCharts annotators={quality.annotators} />
      <AnnotatorTable annotators={quality.annotators} />
    </div>
  );
}

const share = ({ value, interval }: Estimate) => ({
  value: value === null ? null : percent(value),
  interval: interval && percentBounds(...interval),
});

type TileProps = {
  word: "Krippendorff's α" | "Agreement" | "Left bias";
  value: string | null;
  interval: string | null;
  note: string;
  n: number;
};

function Tile({ word, value, interval, note, n }: TileProps) {
  return (
    <div className="stat max-w-80">
      <dt>
        <Term word={word} />
      </dt>
      <dd>
        <span className="t20">{value ?? "–"}</span> <span className="i3">{interval}</span>{" "}
        <span className="t12 i3">n {count(n)}</span>
      </dd>
      <dd className="t12 i3 font-normal">{note}</dd>
    </div>
  );
}
