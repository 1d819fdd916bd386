"use client";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";
import { EMPTY_DRAFT, fieldOfRefusal, readDraft, readSource, type Draft, type DraftErrors } from "./draft";

const FIRST_WRONG = "[aria-invalid=true], .said.wrong";

/** The form of a new batch: what was typed, what is wrong with it, and how it becomes a batch. */
export function useNewBatch() {
  const { projectId } = useProject();
  const trpc = useTRPC();
  const router = useRouter();
  const [draft, setDraft] = useState<Draft>(EMPTY_DRAFT);
  const [tried, setTried] = useState(false);
  const create = useMutation(
    trpc.batches.create.mutationOptions({ onSuccess: ({ id }) => router.push(`/batches/${id}`) }),
  );
  const read = readDraft(draft, projectId);
  const refused = create.error ? fieldOfRefusal(create.error.message) : null;
  const errors: DraftErrors = {
    ...(tried && "errors" in read ? read.errors : {}),
    ...(refused ? { [refused.field]: refused.error } : {}),
  };
  const some = Object.keys(errors).length > 0;
  return {
    projectId,
    draft,
    errors,
    busy: create.isPending || create.isSuccess,
    wrong: some ? "Some fields need a look." : (create.error?.message ?? null),
    /** What its pairs are drawn from; null while that part of the form cannot be read. */
    source: readSource(draft, projectId),
    set: (change: Partial<Draft>) => {
      if (create.isError) create.reset();
      setDraft((before) => ({ ...before, ...change }));
    },
    submit: () => {
      setTried(true);
      if ("wanted" in read) create.mutate(read.wanted);
      else requestAnimationFrame(() => document.querySelector<HTMLElement>(FIRST_WRONG)?.focus());
    },
  };
}
export type NewBatchForm = ReturnType<typeof useNewBatch>;
