"use client";
import { Card, NumberInput, Select } from "@rlhf/ui";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../trpc";
import { SAMPLERS } from "./batch-words";
import type { NewBatchForm } from "./use-new-batch";

const SPLITS = [
  { value: "", text: "every split" },
  { value: "train", text: "train" },
  { value: "val", text: "val" },
  { value: "test", text: "test" },
  { value: "gold", text: "gold" },
] as const;

/** On which prompts, and which of their pairs. */
export function PairFields({ form: { projectId, draft, errors, set } }: { form: NewBatchForm }) {
  const trpc = useTRPC();
  const sets = useQuery(trpc.data.promptSets.queryOptions({ projectId }));
  const tagQuery = trpc.data.tags.queryOptions(
    { promptSetId: draft.promptSetId },
    { enabled: draft.promptSetId !== "" },
  );
  const tags = useQuery(tagQuery);
  const setOptions = (sets.data?.promptSets ?? []).map(({ id, name, prompts }) => ({
    value: id,
    text: `${name} (${prompts})`,
  }));
  const tagOptions = (tags.data?.tags ?? []).map(({ tag, prompts }) => ({ value: tag, text: `${tag} (${prompts})` }));
  return (
    <Card title="Prompts and pairs">
      <div className="body form-grid">
        <Select
          label="Prompt set"
          about="Where the prompts come from; see them on Data."
          value={draft.promptSetId}
          options={[{ value: "", text: "all sets" }, ...setOptions]}
          onChange={(promptSetId) => set({ promptSetId, tag: "" })}
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
          note={draft.promptSetId === "" ? "choose a set first" : undefined}
          disabled={draft.promptSetId === ""}
          value={draft.tag}
          options={[{ value: "", text: "any" }, ...tagOptions]}
          onChange={(tag) => set({ tag })}
        />
        <Select
          label="Pair sampler"
          about="The rule that picks which two policies meet on a prompt."
          note={SAMPLERS.find(({ value }) => value === draft.sampler)?.about}
          value={draft.sampler}
          options={SAMPLERS}
          onChange={(sampler) => set({ sampler })}
          error={errors.sampler}
        />
        <NumberInput
          label="Comparisons"
          about="At most so many pairs. They are spread over prompts first: another pair of the same prompt comes only when every prompt has one."
          unit="pairs"
          note="default 500, at most 50 000"
          value={draft.comparisons}
          onChange={(comparisons) => set({ comparisons })}
          error={errors.comparisons}
        />
        <NumberInput
          label="Seed"
          about="Decides the random choices: the same seed on the same answers draws the same pairs, and each annotator the same sides."
          note="default 1"
          value={draft.seed}
          onChange={(seed) => set({ seed })}
          error={errors.seed}
        />
      </div>
    </Card>
  );
}
