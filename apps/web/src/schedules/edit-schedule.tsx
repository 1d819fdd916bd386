"use client";
import { Button, Card, count, TextInput } from "@rlhf/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";
import { viewerZone } from "./fire-times";
import type { Row } from "./fire-words";
import { JobFields } from "./job-fields";
import { RhythmPreview } from "./rhythm-preview";
import { RuleFields } from "./rule-fields";
import { draftOf, readDraft, type DraftErrors, type ScheduleChange, type ScheduleDraft } from "./schedule-draft";
import { cronOf } from "./simple-rhythm";
import { WRITERS } from "./writers";

/** The rule of a schedule as a sentence with gaps; Save sends what changed of it. */
export function EditSchedule({ row }: { row: Row }) {
  const { schedule } = row;
  const { role } = useProject();
  const writes = WRITERS.includes(role);
  const [draft, setDraft] = useState<ScheduleDraft>(() => draftOf(schedule, viewerZone()));
  const [errors, setErrors] = useState<DraftErrors>({});
  const { save, error, saving, saved } = useSave(row);
  const change = (to: Partial<ScheduleDraft>) => setDraft({ ...draft, ...to });
  const cron = cronOf(draft);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const read = readDraft(draft);
    setErrors("errors" in read ? read.errors : {});
    if (!("errors" in read)) save(read.change, (stored) => setDraft(draftOf(stored, viewerZone())));
  };
  return (
    <form onSubmit={submit} noValidate>
      <Card
        title={schedule.name}
        note={<code className="tag mono">{cron || "no rule"}</code>}
        actions={
          writes && (
            <>
              {saved && <span className="t12 i3">Saved ✓ {saved}</span>}
              <Button type="submit" size="xs" hint="Enter" disabled={saving}>
                {saving ? "Saving" : "Save"}
              </Button>
            </>
          )
        }
      >
        <fieldset className="body flex flex-col gap-3 border-0" disabled={!writes}>
          <RuleFields draft={draft} errors={errors} change={change} />
          <Condition row={row} />
          <RhythmPreview cron={cron} timezone={draft.timezone} />
          {error && (
            <p className="t13 text-fail" role="alert">
              Nothing was changed. {error}
            </p>
          )}
          <details>
            <summary className="t13 b5 cursor-pointer">Name, and what each run does</summary>
            <div className="mt-3 flex flex-col gap-3">
              <TextInput
                label="Name"
                value={draft.name}
                error={errors.name}
                maxLength={120}
                onChange={(name) => change({ name })}
              />
              <JobFields draft={draft} errors={errors} change={change} schedule={schedule} />
            </div>
          </details>
        </fieldset>
      </Card>
    </form>
  );
}

type Stored = Row["schedule"];

function useSave({ schedule }: Row) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { projectId } = useProject();
  const [saved, setSaved] = useState<string | null>(null);
  const update = useMutation(trpc.schedules.update.mutationOptions());
  const save = (change: ScheduleChange, then: (stored: Stored) => void) =>
    update.mutate(
      { scheduleId: schedule.id, ...change },
      {
        onSuccess: (stored) => {
          setSaved(new Date().toLocaleTimeString("en-GB"));
          then(stored);
          void queries.invalidateQueries({ queryKey: trpc.schedules.list.queryKey({ projectId }) });
        },
      },
    );
  return { save, saved, saving: update.isPending, error: update.error?.message ?? null };
}

/** Whether the condition holds now. */
function Condition({ row: { schedule, pace } }: { row: Row }) {
  const wanted = schedule.minNewJudgments;
  if (wanted === 0) return null;
  const holds = pace.newJudgments >= wanted;
  return (
    <p className="t13 i2">
      {count(pace.newJudgments)} of {count(wanted)} new judgments since its last run:{" "}
      {holds ? "the next tick becomes a run." : "the next tick is left out if no more come."}
    </p>
  );
}
