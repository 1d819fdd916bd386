"use client";
import { Button, Dialog, Diff, Pause, Play, Square } from "@rlhf/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useProject } from "../shell/project";
import { useKeys } from "../shell/use-keys";
import { useTRPC } from "../trpc";
import { comparisonOf } from "./comparison-of";
import type { RunDetail } from "./run-detail";

const WRITERS = ["owner", "admin", "researcher"];

/** Pause, resume, stop and fork; stopping asks first. A run stops within a step, after a checkpoint. */
export function RunActions({ run }: { run: RunDetail }) {
  const { role } = useProject();
  const router = useRouter();
  const [stopping, setStopping] = useState(false);
  const { acts, wrong, busy } = useRunControl(run);
  const mayWrite = WRITERS.includes(role);
  const { status, kind, id, name, parentRunId } = run.summary;
  const active = status === "running" || status === "queued";
  const resumable = ["paused", "failed", "cancelled"].includes(status);
  const stoppable = active || status === "paused";
  const fork = `/runs/new?kind=${kind}&from=${id}`;
  const compare = comparisonOf(run);
  const whole = parentRunId ? " the loop" : "";
  useKeys({
    p: mayWrite && !busy ? (active ? acts.pause : resumable ? acts.resume : undefined) : undefined,
    x: mayWrite && stoppable ? () => setStopping(true) : undefined,
    f: mayWrite ? () => router.push(fork) : undefined,
    c: compare ? () => router.push(compare) : undefined,
  });
  return (
    <span className="row end flex-wrap">
      {wrong && (
        <span className="t12 text-fail" role="alert">
          {wrong}
        </span>
      )}
      {mayWrite && (
        <Link className="btn" href={fork} aria-keyshortcuts="f" title="A new run with these settings and inputs">
          Fork <kbd aria-hidden="true">F</kbd>
        </Link>
      )}
      {mayWrite && stoppable && (
        <Button icon={<Square className="i" aria-hidden />} hint="X" onClick={() => setStopping(true)}>
          Stop{whole}
        </Button>
      )}
      {mayWrite && active && (
        <Button icon={<Pause className="i" aria-hidden />} hint="P" disabled={busy} onClick={acts.pause}>
          Pause{whole}
        </Button>
      )}
      {mayWrite && resumable && (
        <Button tone="primary" icon={<Play className="i" aria-hidden />} hint="P" disabled={busy} onClick={acts.resume}>
          Resume{whole}
        </Button>
      )}
      {compare && (
        <Link className={resumable ? "btn" : "btn primary"} href={compare} aria-keyshortcuts="c">
          <Diff className="i" aria-hidden /> Compare <kbd aria-hidden="true">C</kbd>
        </Link>
      )}
      <StopDialog open={stopping} name={whole || ` ${name}`} onClose={() => setStopping(false)} onStop={acts.cancel} />
    </span>
  );
}

type StopProps = { open: boolean; name: string; onClose(): void; onStop(): void };

function StopDialog({ open, name, onClose, onStop }: StopProps) {
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={`Stop${name}?`}
      about="It writes a checkpoint and stops within a step. It can be resumed from there."
      footer={
        <Button tone="primary" onClick={() => (onClose(), onStop())}>
          Stop the run
        </Button>
      }
    >
      <p className="t13 i2">What it has written so far stays.</p>
    </Dialog>
  );
}

/** A stage of a loop is controlled through its loop: the two stop and go on together. */
function useRunControl(run: RunDetail) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const runId = run.summary.parentRunId ?? run.summary.id;
  const onSettled = () => queries.invalidateQueries({ queryKey: trpc.runs.show.queryKey({ runId: run.summary.id }) });
  const pause = useMutation(trpc.runs.pause.mutationOptions({ onSettled }));
  const resume = useMutation(trpc.runs.resume.mutationOptions({ onSettled }));
  const cancel = useMutation(trpc.runs.cancel.mutationOptions({ onSettled }));
  return {
    acts: {
      pause: () => pause.mutate({ runId }),
      resume: () => resume.mutate({ runId }),
      cancel: () => cancel.mutate({ runId }),
    },
    wrong: (pause.error ?? resume.error ?? cancel.error)?.message,
    busy: pause.isPending || resume.isPending || cancel.isPending,
  };
}
