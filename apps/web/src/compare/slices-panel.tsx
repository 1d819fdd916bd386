"use client";
import { ChartCard, Empty, ForestPlot } from "@rlhf/ui";
import { useQueries, useQuery } from "@tanstack/react-query";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";
import type { ComparedPair } from "./compared-pair";
import { JudgmentsLink } from "./judgments-drawer";
import { PanelBody } from "./panel-body";
import { GROUPS, sliceRows, type SliceGroup } from "./slice-rows";
import { REFRESH_MS } from "./use-compared";
import { ROPE } from "./verdict-words";

const COLUMNS = [
  { title: "%", width: 44 },
  { title: "95 %", width: 92 },
  { title: "n", width: 52 },
];

/** Where the candidate wins and where it loses. */
export function SlicesPanel({ pair }: { pair: ComparedPair }) {
  const { projectId } = useProject();
  const trpc = useTRPC();
  const verdict = useQuery(trpc.compare.verdict.queryOptions({ projectId, ...pair }, { refetchInterval: REFRESH_MS }));
  const groups = useQueries({
    queries: GROUPS.map(({ by }) =>
      trpc.compare.slices.queryOptions({ projectId, ...pair, by }, { refetchInterval: REFRESH_MS }),
    ),
    combine: (answers): Gathered => ({
      data: answers.every((answer) => answer.data)
        ? GROUPS.map(({ title }, i) => ({ title, slices: answers[i]?.data?.slices ?? [] }))
        : undefined,
      error: answers.find((answer) => answer.error)?.error ?? null,
      dataUpdatedAt: Math.min(...answers.map((answer) => answer.dataUpdatedAt)),
      refetch: () => Promise.all(answers.map((answer) => answer.refetch())),
    }),
  });
  const rows = groups.data ? sliceRows(groups.data, verdict.data?.verdict ?? null) : [];
  return (
    <ChartCard
      title="Where A wins and loses"
      note="win rate of A by slice · 95 % each, fixed n, by prompt"
      footer={rows.length > 0 ? "Each interval stands alone: of twenty slices about one strays by chance." : undefined}
      anchor="slices"
      table={groups.data && rows.length > 0 ? tableOf(groups.data) : null}
    >
      <PanelBody query={groups} failed="The slices could not be read" height={340}>
        {() =>
          rows.length === 0 ? (
            <Empty title="Nothing to slice">The slices appear with the first judgment between the two.</Empty>
          ) : (
            <ForestPlot
              rows={rows}
              alt={`Win rate of A in ${rows.filter((row) => row.value !== undefined).length} slices`}
              axis="A preferred, % (ties half) · hollow: may be even"
              tick={(t) => String(Math.round(100 * t))}
              reference={{ at: 0.5, band: ROPE }}
              columns={COLUMNS}
              link={(row, marks) => {
                const filter = rows.find((one) => one.key === row.key)?.filter;
                return filter ? <JudgmentsLink filter={{ ...pair, ...filter }}>{marks}</JudgmentsLink> : marks;
              }}
            />
          )
        }
      </PanelBody>
    </ChartCard>
  );
}

type Gathered = {
  data: SliceGroup[] | undefined;
  error: { message: string } | null;
  dataUpdatedAt: number;
  refetch(): Promise<unknown>;
};

const tableOf = (groups: readonly SliceGroup[]) => ({
  columns: ["by", "slice", "win rate of A", "from", "to", "judgments", "prompts", "ties"],
  rows: groups.flatMap(({ title, slices }) =>
    slices.map(({ name, rate, interval, judgments, prompts, ties }) => [
      ...[title, name],
      ...[rate, ...interval, judgments, prompts, ties],
    ]),
  ),
});
