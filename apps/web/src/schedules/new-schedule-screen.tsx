"use client";
import { Button, Card, ChevronRight, TextInput } from "@rlhf/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState, useSyncExternalStore, type FormEvent } from "react";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";
import { viewerZone } from "./fire-times";
import { JobFields } from "./job-fields";
import { RhythmPreview } from "./rhythm-preview";
import { RuleFields } from "./rule-fields";
import { draftOf, readDraft, type DraftErrors, type ScheduleChange, type ScheduleDraft } from "./schedule-draft";
import { cronOf } from "./simple-rhythm";

const never = () => () => undefined;

/** A new schedule; the form waits for the browser, whose time zone the server does not know. */
export function NewScheduleScreen() {
  const inBrowser = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return (
    <main className="page" id="content">
      <nav className="crumbs" aria-label="Where this is">
        <Link href="/schedules">Schedules</Link>
        <ChevronRight className="i" aria-hidden />
      </nav>
      <div className="head">
        <h1>New schedule</h1>
      </div>
      {inBrowser && <NewSchedule />}
    </main>
  );
}

function NewSchedule() {
  const [draft, setDraft] = useState<ScheduleDraft>(() => draftOf(null, viewerZone()));
  const [errors, setErrors] = useState<DraftErrors>({});
  const create = useCreate();
  const change = (to: Partial<ScheduleDraft>) => setDraft({ ...draft, ...to });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const read = readDraft(draft);
    setErrors("errors" in read ? read.errors : {});
    if (!("errors" in read)) create.start(read.change);
  };
  return (
    <form className="cols-75" onSubmit={submit} noValidate>
      <div className="flex flex-col gap-4">
        <Card title="When">
          <div className="body flex flex-col gap-3">
            <TextInput
              label="Name"
              value={draft.name}
              error={errors.name}
              maxLength={120}
              placeholder="Nightly PPO"
              onChange={(name) => change({ name })}
            />
            <RuleFields draft={draft} errors={errors} change={change} />
          </div>
        </Card>
        <Card title="What each run does">
          <div className="body">
            <JobFields draft={draft} errors={errors} change={change} schedule={null} />
          </div>
        </Card>
        {create.wrong && (
          <p className="t13 text-fail" role="alert">
            Nothing was made. {create.wrong}
          </p>
        )}
        <div className="row">
          <Button type="submit" tone="primary" hint="Enter" disabled={create.busy}>
            {create.busy ? "Making it" : "Make the schedule"}
          </Button>
          <Link className="btn quiet" href="/schedules">
            Cancel
          </Link>
        </div>
      </div>
      <Card title="Next fires" className="self-start">
        <div className="body">
          <RhythmPreview cron={cronOf(draft)} timezone={draft.timezone} />
        </div>
      </Card>
    </form>
  );
}

function useCreate() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const { projectId } = useProject();
  const create = useMutation(
    trpc.schedules.create.mutationOptions({
      onSuccess: ({ id }) => {
        void queries.invalidateQueries({ queryKey: trpc.schedules.list.queryKey({ projectId }) });
        router.push(`/schedules?schedule=${id}`);
      },
    }),
  );
  return {
    start: (change: ScheduleChange) => create.mutate({ projectId, ...change }),
    busy: create.isPending,
    wrong: create.error?.message ?? null,
  };
}
