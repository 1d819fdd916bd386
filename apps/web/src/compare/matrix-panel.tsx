"use client";
import { ChartCard, count, Empty, MatrixScale, WinMatrix, type WinCell } from "@rlhf/ui";
import { useQuery } from "@tanstack/react-query";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";
import type { ComparedPair } from "./compared-pair";
import { JudgmentsLink } from "./judgments-drawer";
import { matrixOrder, sideOf } from "./matrix-order";
import { PanelBody } from "./panel-body";
import { useRatings } from "./use-ratings";
import { REFRESH_MS } from "./use-compared";

type Names = ReadonlyMap<string, string>;
const AT_MOST = 8;

/** Every policy against every other one. */
export function MatrixPanel({ pair, names }: { pair: ComparedPair; names: Names }) {
  const { projectId } = useProject();
  const trpc = useTRPC();
  const { judgeKind } = pair;
  const matrix = useQuery(trpc.compare.matrix.queryOptions({ projectId, judgeKind }, { refetchInterval: REFRESH_MS }));
  const ratings = useRatings(pair);
  const cells = matrix.data?.cells ?? [];
  const best = ratings.data?.ratings?.entries.map((entry) => entry.policyVersionId) ?? [];
  const order = matrixOrder(cells, { pair, best, atMost: AT_MOST });
  const shown = order.slice(0, AT_MOST);
  const more = order.length - shown.length;
  return (
    <ChartCard
      title="Win matrix"
      note={`row beats column, % · ties count half · 95 %, fixed n, by prompt${more > 0 ? ` · ${count(more)} more policies in the table` : ""}`}
      anchor="matrix"
      table={cells.length > 0 ? tableOf(cells, names) : null}
    >
      <PanelBody query={matrix} failed="The win matrix could not be read" height={240}>
        {() =>
          cells.length === 0 ? (
            <Empty title="No pair was judged">With the first judgment two cells appear, one from each side.</Empty>
          ) : (
            <>
              <WinMatrix
                policies={shown.map((id) => ({ id, name: names.get(id) ?? "unknown", color: sideOf(id, pair) }))}
                cells={cells}
                picked={{ rowId: pair.candidateId, columnId: pair.baselineId }}
                alt={`Win rates of ${shown.length} policies against each other`}
                link={({ rowId, columnId }, marks) => (
                  <JudgmentsLink filter={{ candidateId: rowId, baselineId: columnId, judgeKind }}>
                    {marks}
                  </JudgmentsLink>
                )}
              />
              <MatrixScale />
            </>
          )
        }
      </PanelBody>
    </ChartCard>
  );
}

const tableOf = (cells: readonly WinCell[], names: Names) => ({
  columns: ["policy", "against", "win rate", "from", "to", "judgments", "prompts", "ties"],
  rows: cells.map(({ rowId, columnId, rate, interval: [from, to], judgments, prompts, ties }) => [
    names.get(rowId) ?? rowId,
    names.get(columnId) ?? columnId,
    ...[rate, from, to, judgments, prompts, ties],
  ]),
});
