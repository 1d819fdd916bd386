"use client";
import { Toggle } from "@rlhf/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";
import type { Row } from "./fire-words";

/** Pauses or resumes a schedule. Its knob moves at once, and back when the server refuses. */
export function SwitchSchedule({ schedule, disabled }: { schedule: Row["schedule"]; disabled: boolean }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { projectId } = useProject();
  const onSettled = () => queries.invalidateQueries({ queryKey: trpc.schedules.list.queryKey({ projectId }) });
  const pause = useMutation(trpc.schedules.pause.mutationOptions({ onSettled }));
  const resume = useMutation(trpc.schedules.resume.mutationOptions({ onSettled }));
  const on = resume.isPending || (schedule.enabled && !pause.isPending);
  const wrong = pause.error ?? resume.error;
  if (disabled) return <span className="t12 i3">{schedule.enabled ? "on" : "off"}</span>;
  return (
    <>
      <Toggle
        label={`${schedule.name} on`}
        hideLabel
        on={on}
        onChange={(to) => (to ? resume : pause).mutate({ scheduleId: schedule.id })}
      />
      {wrong && (
        <span className="t12 text-fail" role="alert">
          {wrong.message}
        </span>
      )}
    </>
  );
}
