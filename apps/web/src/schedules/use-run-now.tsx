"use client";
import { Button, Toast, ToastStack } from "@rlhf/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";

type Said = { text: string; state: "ok" | "warn" | "fail"; runId: string | null };
export type RunNow = {
  start(schedule: { id: string; name: string }): void;
  busy: string | null;
  said: Said | null;
  dismiss(): void;
};

/** One run of a schedule now; a second press while the first is on its way does nothing. */
export function useRunNow(): RunNow {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { projectId } = useProject();
  const [said, say] = useState<Said | null>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const ask = useMutation(trpc.schedules.runNow.mutationOptions());
  const start = ({ id, name }: { id: string; name: string }) => {
    if (busy !== null) return;
    setBusy(id);
    ask.mutate(
      { scheduleId: id },
      {
        onSuccess: ({ runId, detail }) =>
          say(
            runId
              ? { text: `${name} is queued`, state: "ok", runId }
              : { text: `No run of ${name}: ${detail ?? "it was left out"}`, state: "warn", runId },
          ),
        onError: (error) => say({ text: `No run was started: ${error.message}`, state: "fail", runId: null }),
        onSettled: () => {
          setBusy(null);
          void queries.invalidateQueries({ queryKey: trpc.schedules.list.queryKey({ projectId }) });
          void queries.invalidateQueries({ queryKey: trpc.schedules.fires.queryKey({ scheduleId: id }) });
        },
      },
    );
  };
  return { start, busy, said, dismiss: () => say(null) };
}

/** What came of the last press, until it is closed or followed by another. */
export function RunNowNotice({ runNow: { said, dismiss } }: { runNow: RunNow }) {
  return (
    <ToastStack>
      {said && (
        <Toast
          state={said.state}
          action={
            <>
              {said.runId && (
                <Link className="btn xs" href={`/runs/${said.runId}`}>
                  Open the run
                </Link>
              )}
              <Button size="xs" tone="quiet" onClick={dismiss}>
                Close
              </Button>
            </>
          }
        >
          {said.text}
        </Toast>
      )}
    </ToastStack>
  );
}
