"use client";
import type { RouterOutputs } from "@rlhf/api";
import { ago, count, Diff, figure, IconButton, Play, Table, Term, X, type Column } from "@rlhf/ui";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { JudgmentsLink } from "../compare/judgments-drawer";
import { useProject } from "../shell/project";
import { useNow } from "../shell/use-now";
import { useTRPC } from "../trpc";
import { compareAddress, playgroundAddress } from "./addresses";
import { policyName } from "./policy-name";
import { Rating } from "./rating";

export type PolicyRow = RouterOutputs["policies"]["list"]["policies"][number];
type Props = { rows: readonly PolicyRow[]; picked: PolicyRow | null; onPick(policy: PolicyRow | null): void };

const num = (href: string, text: string) => (
  <Link className="num" href={href}>
    {text}
  </Link>
);

/** Policy versions with their lineage; every part is a link. */
export function PoliciesTable({ rows, picked, onPick }: Props) {
  const { projectId } = useProject();
  const trpc = useTRPC();
  const now = useNow();
  const rated = useQuery(trpc.compare.ratings.queryOptions({ projectId }, { staleTime: 30_000 }));
  const ratings = rated.data?.ratings ?? null;
  const anchor = rows.find((row) => row.id === ratings?.baselineId);
  const columns: Column<PolicyRow>[] = [
    { key: "name", title: "Policy", cell: (p) => <Name policy={p} /> },
    { key: "run", title: "Made by", cell: (p) => (p.runId ? num(`/runs/${p.runId}`, `run ${p.runSeq}`) : "imported") },
    { key: "parent", title: "From", cell: (p) => p.parent && num(`/policies/${p.parent.id}`, policyName(p.parent)) },
    { key: "reward", title: <Term word="Reward model">Rewarded by</Term>, cell: (p) => <RewardedBy policy={p} /> },
    {
      key: "snapshot",
      title: "Learned from",
      cell: (p) =>
        p.snapshot && (
          <Link className="num" href={`/data/${p.snapshot.id}`} title={`${count(p.snapshot.rows)} pairs`}>
            {policyName(p.snapshot)}
          </Link>
        ),
    },
    { key: "kl", title: <Term word="KL">KL, nats</Term>, right: true, cell: (p) => <Kl policy={p} /> },
    {
      key: "rating",
      title: anchor ? `Elo, 1000 = ${policyName(anchor)}` : "Elo",
      right: true,
      cell: (p) => <Rating policyVersionId={p.id} ratings={ratings} pending={rated.isPending} />,
    },
    { key: "answers", title: "Answers", right: true, cell: (p) => count(p.generations) },
    {
      key: "judgments",
      title: "Judgments",
      right: true,
      cell: (p) =>
        p.judgments === 0 ? "0" : <JudgmentsLink filter={{ candidateId: p.id }}>{count(p.judgments)}</JudgmentsLink>,
    },
    {
      key: "at",
      title: "Made",
      right: true,
      cell: (p) => (
        <time dateTime={p.createdAt.toISOString()} title={p.createdAt.toLocaleString()}>
          {ago(p.createdAt, now)}
        </time>
      ),
    },
    {
      key: "do",
      title: <span className="sr">Actions</span>,
      cell: (p) => <Actions policy={p} {...{ picked, onPick }} />,
    },
  ];
  return <Table label="Policies" columns={columns} rows={rows} rowKey={(p) => p.id} />;
}

const Name = ({ policy }: { policy: PolicyRow }) => (
  <span className="row">
    <Link className="b5 hover:underline" href={`/policies/${policy.id}`}>
      {policyName(policy)}
    </Link>
    {policy.kind !== policy.name && <span className="tag">{policy.kind.replaceAll("_", " ")}</span>}
    {policy.step !== null && <span className="i3">step {count(policy.step)}</span>}
  </span>
);

function RewardedBy({ policy: { rewardModel } }: { policy: PolicyRow }) {
  if (!rewardModel) return null;
  return rewardModel.runId ? num(`/runs/${rewardModel.runId}`, policyName(rewardModel)) : policyName(rewardModel);
}

function Kl({ policy: { kl, klFrom, klRunId } }: { policy: PolicyRow }) {
  if (kl === null || klRunId === null) return <span className="i3">not measured</span>;
  const about = klFrom === "evaluation" ? "on evaluation prompts" : "seen in training at this step";
  return (
    <Link className="num" href={`/runs/${klRunId}`} title={`Nats per response, ${about}`}>
      {figure(kl)}
      {klFrom === "training" && <span className="i3"> train</span>}
    </Link>
  );
}

function Actions({ policy, picked, onPick }: Pick<Props, "picked" | "onPick"> & { policy: PolicyRow }) {
  const name = policyName(policy);
  return (
    <span className="row justify-end">
      <Link
        className="icon-btn s"
        href={playgroundAddress(policy.id)}
        title={`Try ${name} in the playground`}
        aria-label={`Try ${name} in the playground`}
      >
        <Play className="i" aria-hidden />
      </Link>
      {!picked && (
        <IconButton label={`Compare ${name} with…`} small onClick={() => onPick(policy)}>
          <Diff className="i" aria-hidden />
        </IconButton>
      )}
      {picked?.id === policy.id && (
        <IconButton label="Choose another" small onClick={() => onPick(null)}>
          <X className="i" aria-hidden />
        </IconButton>
      )}
      {picked && picked.id !== policy.id && (
        <Link
          className="btn xs primary"
          href={compareAddress(picked.id, policy.id)}
          aria-label={`against this: ${name}`}
        >
          against this
        </Link>
      )}
    </span>
  );
}
