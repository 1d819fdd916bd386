"use client";
import { Button, Card, TextArea } from "@rlhf/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";

/** The next version, begun with the newest one's text. */
export function GuidelineEditor({ newest }: { newest: { version: number; bodyMd: string } | null }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { projectId } = useProject();
  const [bodyMd, setBodyMd] = useState(newest?.bodyMd ?? "");
  const onSettled = () => queries.invalidateQueries({ queryKey: trpc.admin.guidelines.queryKey({ projectId }) });
  const add = useMutation(trpc.admin.addGuideline.mutationOptions({ onSettled }));
  const next = (newest?.version ?? 0) + 1;
  const same = bodyMd.trim() === "" || bodyMd.trim() === newest?.bodyMd;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate({ projectId, bodyMd });
  };
  return (
    <form onSubmit={submit}>
      <Card
        title={newest ? "The next version" : "The first version"}
        note="new batches show it; those that are open keep theirs"
      >
        <div className="body flex flex-col gap-3">
          <TextArea
            label="Text"
            note="Markdown: # heading, **bold**, - list"
            mono
            rows={18}
            maxLength={100_000}
            value={bodyMd}
            onChange={setBodyMd}
          />
          {add.error && (
            <p className="t13 text-fail" role="alert">
              Your text is kept here. {add.error.message}
            </p>
          )}
          <Button type="submit" tone="primary" className="self-start" disabled={same || add.isPending}>
            Publish version {next}
          </Button>
        </div>
      </Card>
    </form>
  );
}
