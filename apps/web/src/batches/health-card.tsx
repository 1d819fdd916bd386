"use client";
import { ago, Button, Card, count, Failure, Skeleton, StaleBadge, StateIcon, Term } from "@rlhf/ui";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useNow } from "../shell/use-now";
import { useTRPC } from "../trpc";
import type { BatchDetail, Health } from "./batch-words";
import { skipWords, whyWords } from "./why";

const REFRESH_MS = 3_000;

/** The queue now: whether pairs go out, and if not, why. */
export function HealthCard({ batch }: { batch: BatchDetail }) {
  const trpc = useTRPC();
  const found = useQuery(trpc.batches.health.queryOptions({ batchId: batch.id }, { refetchInterval: REFRESH_MS }));
  const now = useNow();
  const age = Math.round((now.getTime() - found.dataUpdatedAt) / 1000);
  return (
    <Card title="Queue" actions={found.data && age > 15 && <StaleBadge age={`${age} s`} />}>
      {found.error && !found.data && (
        <Failure
          title="The queue could not be read"
          detail={found.error.message}
          action={<Button onClick={() => void found.refetch()}>Try again</Button>}
        />
      )}
      {found.isPending && <Skeleton lines={3} />}
      {found.data && <Loaded health={found.data} batch={batch} now={now} />}
    </Card>
  );
}

function Loaded({ health, batch, now }: { health: Health; batch: BatchDetail; now: Date }) {
  const why = whyWords(health, batch);
  const serving = health.why === "serving";
  return (
    <div className="body col gap-4">
      <div>
        <p className="row t16 b5">
          <StateIcon state={serving ? "run" : why.calm ? "wait" : "warn"} /> {why.title}
        </p>
        <p className="t13 i2">{why.detail}</p>
      </div>
      <dl className="about-line m-0">
        <Fact name="Open pairs">{count(health.openTasks)}</Fact>
        <Fact name="Free places">{count(health.freeSlots)}</Fact>
        <Fact name={<Term word="Lease">On screens now</Term>}>{count(health.liveLeases)}</Fact>
        <Fact name="Leases run out">{count(health.lapsedLeases)}</Fact>
        <Fact name={<Term word="Surplus" />}>{count(health.surplus)}</Fact>
        <Fact name="Skipped">
          {health.skips.length === 0
            ? "0"
            : health.skips.map(({ reason, n }) => `${skipWords(reason)} ${count(n)}`).join(" · ")}
        </Fact>
        <Fact name="Last judgment">
          {health.lastJudgmentAt ? (
            <time dateTime={health.lastJudgmentAt.toISOString()} title={health.lastJudgmentAt.toLocaleString()}>
              {ago(health.lastJudgmentAt, now)}
            </time>
          ) : (
            "none yet"
          )}
        </Fact>
      </dl>
    </div>
  );
}

const Fact = ({ name, children }: { name: ReactNode; children: ReactNode }) => (
  <div className="stat">
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);
