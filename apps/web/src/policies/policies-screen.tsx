"use client";
import { ArrowLeft, Button, buttonClass, Card, Diff, Empty, Failure, Key, Skeleton } from "@rlhf/ui";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { useState } from "react";
import { useProject } from "../shell/project";
import { useKeys } from "../shell/use-keys";
import { useTRPC } from "../trpc";
import { PoliciesTable, type PolicyRow } from "./policies-table";
import { PoliciesFilters } from "./policies-filters";
import { readPoliciesFilter } from "./policies-filter";
import { policyName } from "./policy-name";

const PAGE = 50;

/** Every policy version with what it came from and how it fares; two of them lead to a comparison. */
export function PoliciesScreen() {
  const { projectId } = useProject();
  const trpc = useTRPC();
  const router = useRouter();
  const search = useSearchParams();
  const filter = readPoliciesFilter(search);
  const options = { placeholderData: keepPreviousData, refetchInterval: 10_000 };
  const policies = useQuery(trpc.policies.list.queryOptions({ projectId, ...filter, limit: PAGE }, options));
  const [picked, setPicked] = useState<PolicyRow | null>(null);
  const rows = policies.data?.policies ?? [];
  useKeys({ c: () => router.push("/compare") });
  return (
    <main className="page" id="content">
      <div className="head">
        <h1>Policies</h1>
        <span className="row end flex-wrap">
          <PoliciesFilters />
          <Link className={buttonClass({ tone: "primary" })} href="/compare" aria-keyshortcuts="C">
            <Diff className="i" aria-hidden /> Compare <Key>C</Key>
          </Link>
        </span>
      </div>
      {picked && (
        <p className="note-bar" role="status">
          <b className="b5">{policyName(picked)}</b> against … choose the other one below.
          <Button size="xs" onClick={() => setPicked(null)}>
            Never mind
          </Button>
        </p>
      )}
      <Card>
        {policies.error && (
          <Failure
            title="The policies could not be read"
            detail={policies.error.message}
            action={<Button onClick={() => void policies.refetch()}>Try again</Button>}
          />
        )}
        {policies.isPending && <Skeleton lines={8} />}
        {policies.isSuccess && rows.length === 0 && <NoPolicies filtered={search.size > 0} />}
        {rows.length > 0 && <PoliciesTable rows={rows} picked={picked} onPick={setPicked} />}
        {(filter.before || rows.length === PAGE) && <Pages last={rows.length === PAGE ? rows.at(-1) : undefined} />}
      </Card>
    </main>
  );
}

function NoPolicies({ filtered }: { filtered: boolean }) {
  if (filtered)
    return (
      <Empty title="No policy is like this">
        <Link className="num" href="/policies">
          Show all
        </Link>
      </Empty>
    );
  return (
    <Empty title="No policies yet">
      A loop makes them: fine-tuning the first, PPO one per checkpoint. “rlhf demo” on this machine starts one.
    </Empty>
  );
}

function Pages({ last }: { last: PolicyRow | undefined }) {
  const search = useSearchParams();
  const [newest, older] = [new URLSearchParams(search), new URLSearchParams(search)];
  for (const name of ["before", "after"]) newest.delete(name);
  if (last) {
    older.set("before", last.createdAt.toISOString());
    older.set("after", last.id);
  }
  return (
    <footer>
      {search.has("before") && (
        <Link className="btn quiet xs" href={`/policies?${newest}`}>
          <ArrowLeft className="i i-12" aria-hidden /> Newest
        </Link>
      )}
      {last && (
        <Link className="btn quiet xs end" href={`/policies?${older}`}>
          Older
        </Link>
      )}
    </footer>
  );
}
