"use client";
import type { RouterOutputs } from "@rlhf/api";
import { ChartCard, count, Empty, figure, ForestPlot, StateIcon, type ForestRow } from "@rlhf/ui";
import type { ComparedPair } from "./compared-pair";
import { JudgmentsLink } from "./judgments-drawer";
import { sideOf } from "./matrix-order";
import { PanelBody } from "./panel-body";
import { rankRange } from "./rank-range";
import { useRatings } from "./use-ratings";

type Ratings = NonNullable<RouterOutputs["compare"]["ratings"]["ratings"]>;
type Props = { pair: ComparedPair; names: ReadonlyMap<string, string> };
const AT_MOST = 12;
const COLUMNS = [
  { title: "Elo", width: 44 },
  { title: "95 %", width: 92 },
  { title: "rank", width: 40 },
];

/** All policies on one scale, best on top. */
export function RatingsPanel({ pair, names }: Props) {
  const query = useRatings(pair);
  const ratings = query.data?.ratings ?? null;
  return (
    <ChartCard
      title="Ratings"
      note={<>Bradley–Terry, B fixed at 1 000</>}
      anchor="ratings"
      table={ratings && tableOf(ratings, names)}
      footer={ratings && <Controls ratings={ratings} />}
    >
      <PanelBody query={query} failed="The ratings could not be read" height={280}>
        {() =>
          ratings ? (
            <>
              <ForestPlot
                rows={ratings.entries
                  .slice(0, AT_MOST)
                  .map((entry) => rowOf(entry, { pair, names, all: ratings.entries }))}
                alt={`Ratings of ${ratings.entries.length} policies with 95 % intervals, best on top`}
                axis="Elo points · hollow: answers of equal length"
                tick={count}
                reference={{ at: 1_000 }}
                columns={COLUMNS}
                rowHeight={40}
                link={(row, marks) => (
                  <JudgmentsLink filter={{ candidateId: row.key, judgeKind: pair.judgeKind }}>{marks}</JudgmentsLink>
                )}
              />
              {!ratings.connected && (
                <p className="row t12 i2 mt-2">
                  <StateIcon state="warn" label="Warning" />
                  No chain of wins and losses joins all policies: compare more pairs before trusting the distances.
                </p>
              )}
            </>
          ) : (
            <Empty title="Nothing to rate">Ratings come from judged pairs; there are none by this judge.</Empty>
          )
        }
      </PanelBody>
    </ChartCard>
  );
}

type Entry = Ratings["entries"][number];

function rowOf(entry: Entry, { pair, names, all }: Props & { all: readonly Entry[] }): ForestRow {
  const { policyVersionId, elo, interval, lengthControlled } = entry;
  const fixed = policyVersionId === pair.baselineId;
  return {
    key: policyVersionId,
    label: names.get(policyVersionId) ?? "unknown",
    value: elo,
    interval,
    second:
      lengthControlled && !fixed ? { value: lengthControlled.elo, interval: lengthControlled.interval } : undefined,
    color: sideOf(policyVersionId, pair) ?? "ink",
    cells: [count(elo), fixed ? "fixed" : `[${count(interval[0])}, ${count(interval[1])}]`, rankRange(entry, all)],
  };
}

/** What the fit corrects for. */
function Controls({ ratings: { position, tie, judgments } }: { ratings: Ratings }) {
  const of = ({ value, interval: [low, high] }: { value: number; interval: [number, number] }) =>
    `${figure(value, 2)} [${figure(low, 2)}, ${figure(high, 2)}]`;
  return (
    <span>
      n {count(judgments)}
      {position && ` · standing left is worth ${of(position)} log odds`}
      {tie && ` · ties ν ${of(tie)}`}
    </span>
  );
}

const tableOf = (ratings: Ratings, names: Props["names"]) => ({
  columns: ["policy", "Elo", "from", "to", "rank", "Elo at equal length", "from", "to", "judgments"],
  rows: ratings.entries.map((entry, _, all) => [
    names.get(entry.policyVersionId) ?? entry.policyVersionId,
    ...[entry.elo, ...entry.interval, rankRange(entry, all)],
    entry.lengthControlled?.elo ?? null,
    ...(entry.lengthControlled?.interval ?? [null, null]),
    entry.judgments,
  ]),
});
