"use client";
import { Button, Dialog, Pause, Play, Square } from "@rlhf/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";
import type { RunDetail } from "./run-detail";

const WRITERS = ["owner", "admin", "researcher"];

/** Pause, resume and stop; stopping asks first. A run stops within a step, after a checkpoint. */
export function RunActions({ run }: { run: RunDetail }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { role } = useProject();
  const [stopping, setStopping] = useState(false);
  const { id: runId, status, name } = run.summary;
  const onSettled = () => queries.invalidateQueries({ queryKey: trpc.runs.show.queryKey({ runId }) });
  const pause = useMutation(trpc.runs.pause.mutationOptions({ onSettled }));
  const resume = useMutation(trpc.runs.resume.mutationOptions({ onSettled }));
  const cancel = useMutation(trpc.runs.cancel.mutationOptions({ onSettled }));
  if (!WRITERS.includes(role)) return null;
  const wrong = pause.error ?? resume.error ?? cancel.error;
  const active = status === "running" || status === "queued";
  return (
    <span className="row end">
      {wrong && (
        <span className="t12 text-fail" role="alert">
          {wrong.message}
        </span>
      )}
      {(active || status === "paused") && (
        <Button icon={<Square className="i" aria-hidden />} onClick={() => setStopping(true)}>
          Stop
        </Button>
      )}
      {active && (
        <Button
          icon={<Pause className="i" aria-hidden />}
          disabled={pause.isPending}
          onClick={() => pause.mutate({ runId })}
        >
          Pause
        </Button>
      )}
      {["paused", "failed", "cancelled"].includes(status) && (
        <Button
          tone="primary"
          icon={<Play className="i" aria-hidden />}
          disabled={resume.isPending}
          onClick={() => resume.mutate({ runId })}
        >
          Resume
        </Button>
      )}
      <Dialog
        open={stopping}
        onClose={() => setStopping(false)}
        title={`Stop ${name}?`}
        about="It writes a checkpoint and stops within a step. It can be resumed from there."
        footer={
          <Button tone="primary" onClick={() => (setStopping(false), cancel.mutate({ runId }))}>
            Stop the run
          </Button>
        }
      >
        <p className="t13 i2">What it has written so far stays.</p>
      </Dialog>
    </span>
  );
}
