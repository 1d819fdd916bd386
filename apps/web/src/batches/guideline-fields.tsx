"use client";
import { Button, Card, Empty, Formatted, Segmented, Skeleton, Term, TextArea } from "@rlhf/ui";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../trpc";
import type { NewBatchForm } from "./use-new-batch";

const CHOICES = [
  { value: "newest", text: "The newest" },
  { value: "new", text: "A new version" },
] as const;

/** What annotators are told: the newest guideline, or a new version that starts from it. */
export function GuidelineFields({ form: { projectId, draft, errors, set } }: { form: NewBatchForm }) {
  const trpc = useTRPC();
  const newest = useQuery(trpc.label.guideline.queryOptions({ projectId }, { retry: false }));
  const text = newest.data?.bodyMd ?? "";
  const write = () => set({ guideline: text });
  return (
    <Card
      title={<Term word="Guideline" />}
      note={newest.data && `the newest is version ${newest.data.version}`}
      actions={
        newest.data && (
          <Segmented
            label="Guideline"
            options={CHOICES}
            value={draft.guideline === null ? "newest" : "new"}
            onChange={(value) => (value === "new" ? write() : set({ guideline: null }))}
          />
        )
      }
    >
      {newest.isPending && <Skeleton lines={4} />}
      {newest.isError && draft.guideline === null && (
        <Empty title="The project has no guideline yet" action={<Button onClick={write}>Write the first one</Button>}>
          Say in a few lines what makes one answer better than the other. Every judgment is tied to the version that was
          shown.
        </Empty>
      )}
      {draft.guideline === null && newest.data && (
        <div className="body guideline-preview" tabIndex={0} role="region" aria-label="The newest guideline">
          <Formatted text={text} />
        </div>
      )}
      {draft.guideline !== null && (
        <div className="body">
          <TextArea
            label="Text of the new version"
            about="Markdown. It becomes the newest version of the project; batches that exist keep theirs."
            rows={10}
            value={draft.guideline}
            onChange={(guideline) => set({ guideline })}
            error={errors.guideline}
            maxLength={100_000}
          />
        </div>
      )}
    </Card>
  );
}
