"use client";
import { Card, NumberInput, Select } from "@rlhf/ui";
import { SAMPLERS } from "./batch-words";
import { PromptFields } from "./prompt-fields";
import type { NewBatchForm } from "./use-new-batch";

/** On which prompts, and which of their pairs. */
export function PairFields({ form }: { form: NewBatchForm }) {
  const { draft, errors, set } = form;
  return (
    <Card title="Prompts and pairs">
      <div className="body form-grid">
        <PromptFields form={form} />
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
