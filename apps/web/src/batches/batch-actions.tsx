"use client";
import { buttonClass, Button, Dialog, Download, Key, Pause, Play, Square } from "@rlhf/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useProject } from "../shell/project";
import { useKeys } from "../shell/use-keys";
import { useTRPC } from "../trpc";
import type { BatchDetail } from "./batch-words";

/** Open, pause, close and export. Pairs that are on screens may still be answered. */
export function BatchActions({ batch: { id: batchId, name, status, submitted } }: { batch: BatchDetail }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { role } = useProject();
  const [closing, setClosing] = useState(false);
  const onSettled = () => queries.invalidateQueries({ queryKey: trpc.batches.pathKey() });
  const change = useMutation(trpc.batches.setStatus.mutationOptions({ onSettled }));
  const to = (next: "draft" | "open" | "closed") => change.mutate({ batchId, status: next });
  const file = `/api/files/batch?batchId=${batchId}`;
  const writes = ["owner", "admin", "researcher"].includes(role);
  useKeys({
    e: writes && submitted > 0 ? () => location.assign(file) : undefined,
    p: writes ? () => to(status === "open" ? "draft" : "open") : undefined,
  });
  if (!writes) return null;
  return (
    <span className="row end flex-wrap">
      <span className="t12 text-fail" role="alert">
        {change.error?.message}
      </span>
      {submitted > 0 && (
        <a className={buttonClass()} href={file} download={`${name}.jsonl`} aria-keyshortcuts="E">
          <Download className="i" aria-hidden /> Export as TRL <Key>E</Key>
        </a>
      )}
      {status !== "closed" && (
        <Button
          icon={<Square className="i" aria-hidden />}
          disabled={change.isPending}
          onClick={() => setClosing(true)}
        >
          Close
        </Button>
      )}
      {status === "open" ? (
        <Button
          icon={<Pause className="i" aria-hidden />}
          hint="P"
          disabled={change.isPending}
          onClick={() => to("draft")}
        >
          Pause
        </Button>
      ) : (
        <Button
          tone="primary"
          icon={<Play className="i" aria-hidden />}
          hint="P"
          disabled={change.isPending}
          onClick={() => to("open")}
        >
          Open
        </Button>
      )}
      <Dialog
        open={closing}
        onClose={() => setClosing(false)}
        title={`Close ${name}?`}
        about="No more pairs go out. Those that are on somebody’s screen may still be answered and count."
        footer={
          <Button tone="primary" onClick={() => (setClosing(false), to("closed"))}>
            Close the batch
          </Button>
        }
      >
        <p className="t13 i2">Its judgments stay, and it can be opened again.</p>
      </Dialog>
    </span>
  );
}
