"use client";
import { buttonClass, Button, Empty, Failure, Key, Skeleton, StaleBadge, Columns2 } from "@rlhf/ui";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useProject } from "../shell/project";
import { useKeys } from "../shell/use-keys";
import { useTRPC } from "../trpc";
import { useNow } from "../shell/use-now";
import { LoopPicture } from "./loop-picture";
import { NowTraining, ToLabel, LatestVerdict } from "./home-cards";

const REFRESH_MS = 2_000;

/** The loop as a picture with live counts, and what happens now in three cards. */
export function HomeScreen() {
  const { projectId, name } = useProject();
  const trpc = useTRPC();
  const home = useQuery(trpc.home.show.queryOptions({ projectId }, { refetchInterval: REFRESH_MS }));
  const now = useNow();
  const router = useRouter();
  useKeys({ l: () => router.push("/label") });
  const age = Math.round((now.getTime() - home.dataUpdatedAt) / 1000);
  return (
    <main className="page" id="content">
      <div className="crumbs">{name}</div>
      <div className="head">
        <h1>The loop</h1>
        {home.data && age > 10 && <StaleBadge age={`${age} s`} />}
        <Link className={`${buttonClass({ tone: "primary" })} end`} href="/label" aria-keyshortcuts="L">
          <Columns2 className="i" aria-hidden /> Label next pair <Key>L</Key>
        </Link>
      </div>
      {!home.data && home.error && (
        <Failure
          title="The loop could not be read"
          detail={home.error.message}
          action={<Button onClick={() => void home.refetch()}>Try again</Button>}
        />
      )}
      {home.isPending && <Skeleton lines={8} height={28} />}
      {home.data && (
        <>
          <LoopPicture boxes={home.data.boxes} />
          <div className="cols-3 mt-4">
            <NowTraining now={home.data.nowTraining} running={home.data.running} queued={home.data.queued} />
            <ToLabel {...home.data.toLabel} />
            <LatestVerdict verdict={home.data.latestVerdict} />
          </div>
          {home.data.boxes.every((box) => box.count === 0) && (
            <Empty title="This project is empty">
              Run “rlhf demo” on this machine, or import prompts, to see the loop turn.
            </Empty>
          )}
        </>
      )}
    </main>
  );
}
