"use client";
import { Select } from "@rlhf/ui";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../trpc";
import type { NewBatchForm } from "./use-new-batch";

const SPLITS = [
  { value: "", text: "every split" },
  { value: "train", text: "train" },
  { value: "val", text: "val" },
  { value: "test", text: "test" },
  { value: "gold", text: "gold" },
] as const;

/** Which prompts: of a set, a split, with a tag. */
export function PromptFields({ form: { projectId, draft, set } }: { form: NewBatchForm }) {
  const trpc = useTRPC();
  const { promptSetId } = draft;
  const sets = useQuery(trpc.data.promptSets.queryOptions({ projectId }));
  const tags = useQuery(trpc.data.tags.queryOptions({ promptSetId }, { enabled: promptSetId !== "" }));
  const ofSets = sets.data?.promptSets.map(({ id, name, prompts }) => ({ value: id, text: `${name} (${prompts})` }));
  const ofTags = tags.data?.tags.map(({ tag, prompts }) => ({ value: tag, text: `${tag} (${prompts})` }));
  return (
    <>
      <Select
        label="Prompt set"
        about="Where the prompts come from; see them on Data."
        value={promptSetId}
        options={[{ value: "", text: "all sets" }, ...(ofSets ?? [])]}
        onChange={(value) => set({ promptSetId: value, tag: "" })}
      />
      <Select
        label="Split"
        about="What a prompt may be used for. Judgments that a reward model shall learn from need train, those that measure policies test."
        value={draft.split}
        options={SPLITS}
        onChange={(split) => set({ split })}
      />
      <Select
        label="Tag"
        about="Only prompts that carry this word of yours."
        note={promptSetId === "" ? "choose a set first" : undefined}
        disabled={promptSetId === ""}
        value={draft.tag}
        options={[{ value: "", text: "any" }, ...(ofTags ?? [])]}
        onChange={(tag) => set({ tag })}
      />
    </>
  );
}
