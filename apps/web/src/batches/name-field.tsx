"use client";
import { Card, TextInput } from "@rlhf/ui";
import type { NewBatchForm } from "./use-new-batch";

export function NameField({ form: { draft, errors, set } }: { form: NewBatchForm }) {
  return (
    <Card title="Name">
      <div className="body">
        <TextInput
          label="Name of the batch"
          about="How people find it on Batches, and runs in their lineage. Annotators do not see it."
          note="for example: week 48, ppo-14 against sft-3"
          value={draft.name}
          onChange={(name) => set({ name })}
          error={errors.name}
          maxLength={120}
        />
      </div>
    </Card>
  );
}
