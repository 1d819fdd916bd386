"use client";
import type { RouterOutputs } from "@rlhf/api";
import { Button, Card, count, Empty, Failure, percent, percentBounds, Skeleton, Table, type Column } from "@rlhf/ui";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { JudgmentsLink } from "../compare/judgments-drawer";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";
import { compareAddress } from "./addresses";
import { policyName } from "./policy-name";
import type { PolicyRow } from "./policies-table";

type Cell = RouterOutputs["compare"]["matrix"]["cells"][number];

/** How often its answers are preferred to those of every policy that it was judged against. */
export function AgainstOthers({ policy }: { policy: PolicyRow }) {
  const { projectId } = useProject();
  const trpc = useTRPC();
  const matrix = useQuery(trpc.compare.matrix.queryOptions({ projectId }));
  const rows = (matrix.data?.cells ?? []).filter((cell) => cell.rowId === policy.id);
  const ids = rows.map((cell) => cell.columnId);
  const others = useQuery(trpc.policies.list.queryOptions({ projectId, ids }, { enabled: ids.length > 0 }));
  const nameOf = (id: string) => {
    const found = others.data?.policies.find((one) => one.id === id);
    return found ? policyName(found) : "…";
  };
  return (
    <Card title="Against others" note="95 % interval, by prompt">
      {matrix.error && (
        <Failure
          title="The win rates could not be read"
          detail={matrix.error.message}
          action={<Button onClick={() => void matrix.refetch()}>Try again</Button>}
        />
      )}
      {matrix.isPending && <Skeleton lines={3} />}
      {matrix.isSuccess && rows.length === 0 && (
        <Empty title="Not judged yet">
          An evaluation, or a batch with its answers, compares it with another policy.
        </Empty>
      )}
      {rows.length > 0 && (
        <Table label="Against others" columns={columnsOf(nameOf)} rows={rows} rowKey={(c) => c.columnId} />
      )}
    </Card>
  );
}

function columnsOf(nameOf: (id: string) => string): Column<Cell>[] {
  return [
    {
      key: "other",
      title: "Against",
      cell: (c) => (
        <Link className="num" href={`/policies/${c.columnId}`}>
          {nameOf(c.columnId)}
        </Link>
      ),
    },
    {
      key: "rate",
      title: "Preferred, ties half",
      right: true,
      cell: (c) => (
        <Link className="num" href={compareAddress(c.rowId, c.columnId)}>
          <b className="b5">{percent(c.rate)}</b> {percentBounds(...c.interval)}
        </Link>
      ),
    },
    {
      key: "n",
      title: "Judgments",
      right: true,
      cell: (c) => (
        <JudgmentsLink filter={{ candidateId: c.rowId, baselineId: c.columnId }}>{count(c.judgments)}</JudgmentsLink>
      ),
    },
    { key: "prompts", title: "Prompts", right: true, cell: (c) => count(c.prompts) },
    { key: "ties", title: "Ties", right: true, cell: (c) => count(c.ties) },
  ];
}
