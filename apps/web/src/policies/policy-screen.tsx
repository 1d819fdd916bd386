"use client";
import { Button, buttonClass, Card, ChevronRight, count, Diff, Empty, Failure, Key, Play, Skeleton } from "@rlhf/ui";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useKeys } from "../shell/use-keys";
import { useTRPC } from "../trpc";
import { AgainstOthers } from "./against-others";
import { compareAddress, playgroundAddress } from "./addresses";
import { LineageChain } from "./lineage-chain";
import type { PolicyDetail } from "./lineage-links";
import { policyName } from "./policy-name";

/** One policy version: what it was made from, what was made from it, and how it fares. */
export function PolicyScreen({ policyVersionId }: { policyVersionId: string }) {
  const trpc = useTRPC();
  const shown = useQuery(trpc.policies.show.queryOptions({ policyVersionId }));
  return (
    <main className="page" id="content">
      <nav className="crumbs" aria-label="Where this is">
        <Link href="/policies">Policies</Link>
        <ChevronRight className="i" aria-hidden />
        {shown.data && <Link href={`/policies?name=${shown.data.policy.name}`}>{shown.data.policy.name}</Link>}
      </nav>
      {shown.error && !shown.data && (
        <Failure
          title="This policy could not be read"
          detail={shown.error.message}
          action={<Button onClick={() => void shown.refetch()}>Try again</Button>}
        />
      )}
      {shown.isPending && <Skeleton lines={10} height={24} />}
      {shown.data && <Loaded detail={shown.data} />}
    </main>
  );
}

function Loaded({ detail }: { detail: PolicyDetail }) {
  const { policy, checkpoints } = detail;
  const compare = policy.parent ? compareAddress(policy.id, policy.parent.id) : "/compare";
  const router = useRouter();
  useKeys({ p: () => router.push(playgroundAddress(policy.id)), c: () => router.push(compare) });
  return (
    <>
      <div className="head">
        <h1>{policyName(policy)}</h1>
        <span className="tag">{policy.kind.replaceAll("_", " ")}</span>
        {policy.step !== null && <span className="t13 i3">step {count(policy.step)}</span>}
        <span className="row end">
          <Link className="btn" href={compare} aria-keyshortcuts="C">
            <Diff className="i" aria-hidden /> {policy.parent ? `Compare with ${policyName(policy.parent)}` : "Compare"}
            <Key>C</Key>
          </Link>
          <Link className={buttonClass({ tone: "primary" })} href={playgroundAddress(policy.id)} aria-keyshortcuts="P">
            <Play className="i" aria-hidden /> Try it <Key>P</Key>
          </Link>
        </span>
      </div>
      <div className="stack">
        <LineageChain detail={detail} />
        <AgainstOthers policy={policy} />
        <div className="cols-2">
          <Card title="Checkpoints" note={policy.runSeq === null ? undefined : `of run ${policy.runSeq}`}>
            {checkpoints.length === 0 ? (
              <Empty title="No checkpoints">It was imported, or chosen among answers of another.</Empty>
            ) : (
              <ul className="row flex-wrap body">
                {checkpoints.map((one) => (
                  <li key={one.id}>
                    <Link
                      className={`chip ${one.id === policy.id ? "on" : ""}`}
                      href={`/policies/${one.id}`}
                      aria-current={one.id === policy.id ? "page" : undefined}
                    >
                      step {count(one.step)} · v{one.version}
                    </Link>
                  </li>
                ))}
              </ul>
            )}
          </Card>
          <Card title="Network" note="as it was recorded">
            <dl className="pairs-list body">
              {Object.entries(detail.config).map(([name, value]) => (
                <div key={name}>
                  <dt className="mono">{name}</dt>
                  <dd className="mono">{typeof value === "string" ? value : JSON.stringify(value)}</dd>
                </div>
              ))}
            </dl>
          </Card>
        </div>
      </div>
    </>
  );
}
