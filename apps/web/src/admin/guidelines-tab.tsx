"use client";
import type { RouterOutputs } from "@rlhf/api";
import { Button, Card, count, Empty, Failure, Formatted, Skeleton } from "@rlhf/ui";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";
import { GuidelineEditor } from "./guideline-editor";

type Guideline = RouterOutputs["admin"]["guidelines"]["guidelines"][number];

/** What annotators read: the newest version to go on from, and every older one as its judgments saw it. */
export function GuidelinesTab() {
  const { projectId } = useProject();
  const trpc = useTRPC();
  const guidelines = useQuery(trpc.admin.guidelines.queryOptions({ projectId }));
  const [shown, setShown] = useState<number | null>(null);
  if (guidelines.error && !guidelines.data)
    return (
      <Card>
        <Failure title="The guidelines could not be read" detail={guidelines.error.message} />
      </Card>
    );
  if (!guidelines.data)
    return (
      <Card>
        <Skeleton lines={8} />
      </Card>
    );
  const all = guidelines.data.guidelines;
  const newest = all[0];
  const read = all.find(({ version }) => version === shown) ?? newest;
  return (
    <div className="cols-75">
      <GuidelineEditor key={newest?.version ?? 0} newest={newest ?? null} />
      <div className="flex flex-col gap-4">
        <Card title="Versions" note="a judgment is tied to the version that was shown">
          {all.length === 0 && <Empty title="No guideline yet">Write the first one at the left.</Empty>}
          <ol className="fires-list">
            {all.map((one) => (
              <Version key={one.version} one={one} on={one === read} onShow={() => setShown(one.version)} />
            ))}
          </ol>
        </Card>
        {read && (
          <Card title={`Version ${read.version}`} note={read.createdAt.toLocaleString("en-GB")}>
            <div className="body t13">
              <Formatted text={read.bodyMd} />
            </div>
          </Card>
        )}
      </div>
    </div>
  );
}

function Version({ one, on, onShow }: { one: Guideline; on: boolean; onShow(): void }) {
  return (
    <li className="version">
      <span className="b5">version {one.version}</span>
      <span className="i3">
        {one.judgments === 1 ? "1 judgment" : `${count(one.judgments)} judgments`} ·{" "}
        {one.batches === 1 ? "1 batch" : `${count(one.batches)} batches`}
      </span>
      <Button size="xs" tone={on ? "plain" : "quiet"} aria-pressed={on} onClick={onShow}>
        Read
      </Button>
    </li>
  );
}
