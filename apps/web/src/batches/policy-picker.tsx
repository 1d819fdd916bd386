"use client";
import type { RouterOutputs } from "@rlhf/api";
import { Button, Card, CheckBox, count, Empty, Failure, Skeleton, Table, Term, type Column } from "@rlhf/ui";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "../trpc";
import type { NewBatchForm } from "./use-new-batch";

type Policy = RouterOutputs["policies"]["list"]["policies"][number];
const MOST = 10;

/** Whose answers are compared. Only those that answered something can be. */
export function PolicyPicker({ form }: { form: NewBatchForm }) {
  const { projectId, draft, errors, set } = form;
  const trpc = useTRPC();
  const found = useQuery(trpc.policies.list.queryOptions({ projectId }));
  const rows = (found.data?.policies ?? []).filter((policy) => policy.generations > 0);
  const chosen = draft.policyVersionIds;
  const toggle = (id: string, on: boolean) =>
    set({ policyVersionIds: on ? [...chosen, id] : chosen.filter((one) => one !== id) });
  const first = rows.find(({ id }) => id === chosen[0]);
  return (
    <Card
      title={<Term word="Policy">Policies</Term>}
      note="two or more meet each other; one is compared with itself, two answers to a prompt"
    >
      {found.error && (
        <Failure
          title="The policies could not be read"
          detail={found.error.message}
          action={<Button onClick={() => void found.refetch()}>Try again</Button>}
        />
      )}
      {found.isPending && <Skeleton lines={5} height={24} />}
      {found.isSuccess && rows.length === 0 && (
        <Empty title="No policy has answered a prompt yet">
          A run of kind “generate” lets a policy answer prompts. <Link href="/runs?kind=generate">See its runs</Link>.
        </Empty>
      )}
      {rows.length > 0 && (
        <Table
          label="Policies to compare"
          columns={columnsOf(chosen, toggle)}
          rows={rows}
          rowKey={(p) => p.id}
          maxHeight={296}
        />
      )}
      <footer>
        <span
          className={errors.policyVersionIds ? "said wrong text-fail" : undefined}
          role={errors.policyVersionIds ? "alert" : undefined}
        >
          {errors.policyVersionIds ?? `${chosen.length} chosen${chosen.length >= MOST ? `, at most ${MOST}` : ""}`}
          {draft.sampler === "against_first" && first && `; all others meet ${first.name} v${first.version}`}
        </span>
      </footer>
    </Card>
  );
}

function columnsOf(chosen: readonly string[], toggle: (id: string, on: boolean) => void): Column<Policy>[] {
  return [
    {
      key: "tick",
      title: <span className="sr">Chosen</span>,
      width: 40,
      cell: (p) => (
        <CheckBox
          label={`${p.name} v${p.version}`}
          hideLabel
          checked={chosen.includes(p.id)}
          disabled={chosen.length >= MOST && !chosen.includes(p.id)}
          onChange={(on) => toggle(p.id, on)}
        />
      ),
    },
    {
      key: "name",
      title: "Policy",
      cell: (p) => (
        <>
          <span className="b5">{p.name}</span> <span className="i3">v{p.version}</span>
        </>
      ),
    },
    { key: "kind", title: "Kind", cell: (p) => p.kind.replaceAll("_", " ") },
    { key: "step", title: "Step", right: true, cell: (p) => (p.step === null ? "–" : count(p.step)) },
    { key: "answers", title: "Answers", right: true, cell: (p) => count(p.generations) },
    { key: "judgments", title: "Judged", right: true, cell: (p) => count(p.judgments) },
  ];
}
