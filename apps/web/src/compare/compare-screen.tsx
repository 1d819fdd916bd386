"use client";
import { Button, Empty, Failure, Skeleton } from "@rlhf/ui";
import Link from "next/link";
import { CompareActions } from "./compare-actions";
import { ComparePanels } from "./compare-panels";
import { PairPickers } from "./pair-pickers";
import { useCompared } from "./use-compared";

/** Whether one policy is preferred to another, how sure that is, and what lies behind it. */
export function CompareScreen() {
  const { policies, answer, error, refetch } = useCompared();
  const pair = answer && "pair" in answer ? answer.pair : null;
  return (
    <main className="page" id="content">
      <div className="head flex-wrap">
        <h1>Compare policies</h1>
        {pair && <PairPickers pair={pair} policies={policies} />}
        {pair && <CompareActions pair={pair} />}
      </div>
      {!answer && error && (
        <Failure
          title="The policies could not be read"
          detail={error.message}
          action={<Button onClick={() => void refetch()}>Try again</Button>}
        />
      )}
      {!answer && !error && <Skeleton lines={10} height={28} />}
      {answer && "wrong" in answer && <NoPair why={answer.wrong} />}
      {pair && <ComparePanels key={`${pair.candidateId} ${pair.baselineId}`} pair={pair} policies={policies} />}
    </main>
  );
}

function NoPair({ why }: { why: "unknown" | "same" | "none" }) {
  if (why === "none")
    return (
      <Empty
        title="No two policies were judged yet"
        action={
          <Link className="btn" href="/policies">
            See the policies
          </Link>
        }
      >
        An evaluation, or a batch with answers of two policies, brings the first verdict. “rlhf demo” on this machine
        makes one.
      </Empty>
    );
  return (
    <Empty
      title={why === "same" ? "A policy is not compared with itself" : "This address names what is not here"}
      action={
        <Link className="btn" href="/compare">
          The newest comparison
        </Link>
      }
    >
      {why === "same"
        ? "Choose two different versions."
        : "A policy of it belongs to another project or was deleted, or its judge is none of the known kinds."}
    </Empty>
  );
}
