"use client";
import { buttonClass, Button, Download, Key, Pause, Play } from "@rlhf/ui";
import { useProject } from "../shell/project";
import { useKeys } from "../shell/use-keys";
import type { BatchDetail } from "./batch-words";
import { CloseBatch } from "./close-batch";
import { useBatchStatus } from "./use-batch-status";

/** Open, pause, close and export. Pairs that are on screens may still be answered. */
export function BatchActions({ batch: { id, name, status, submitted } }: { batch: BatchDetail }) {
  const { role } = useProject();
  const { to, busy, error } = useBatchStatus(id);
  const file = `/api/files/batch?batchId=${id}`;
  const writes = ["owner", "admin", "researcher"].includes(role);
  const isOpen = status === "open";
  const toggle = () => to(isOpen ? "draft" : "open");
  useKeys({
    e: writes && submitted > 0 ? () => location.assign(file) : undefined,
    p: writes ? toggle : undefined,
  });
  if (!writes) return null;
  return (
    <span className="row end flex-wrap">
      <span className="t12 text-fail" role="alert">
        {error}
      </span>
      {submitted > 0 && (
        <a className={buttonClass()} href={file} download={`${name}.jsonl`} aria-keyshortcuts="E">
          <Download className="i" aria-hidden /> Export as TRL <Key>E</Key>
        </a>
      )}
      {status !== "closed" && <CloseBatch name={name} busy={busy} onClose={() => to("closed")} />}
      <Button
        tone={isOpen ? "plain" : "primary"}
        icon={isOpen ? <Pause className="i" aria-hidden /> : <Play className="i" aria-hidden />}
        hint="P"
        disabled={busy}
        onClick={toggle}
      >
        {isOpen ? "Pause" : "Open"}
      </Button>
    </span>
  );
}
