"use client";
import { Card, NumberInput, Select, Toggle } from "@rlhf/ui";
import { AUDIENCES } from "./batch-words";
import type { NewBatchForm } from "./use-new-batch";

/** How it is judged: by how many, with which checks, for how long. */
export function RuleFields({ form: { draft, errors, set } }: { form: NewBatchForm }) {
  return (
    <Card title="Rules of judging">
      <div className="body form-grid">
        <NumberInput
          label="Overlap"
          about="How many people judge each pair. More judgments on one pair measure agreement; more pairs teach more. Spread over prompts first."
          unit="judgments"
          note="default 1; two or more for agreement"
          value={draft.overlap}
          onChange={(overlap) => set({ overlap })}
          error={errors.overlap}
        />
        <NumberInput
          label="Gold rate"
          about="Share of shown pairs whose right answer is known: pairs that two judges decided alike. They notice careless judging and never count."
          unit="%"
          note="default 0; 2 to 5 is usual"
          value={draft.goldPercent}
          onChange={(goldPercent) => set({ goldPercent })}
          error={errors.goldPercent}
        />
        <NumberInput
          label="Repeat rate"
          about="Share of shown pairs that come back to the same person, sides swapped, to measure self-agreement. They never count."
          unit="%"
          note="default 0; 5 is usual"
          value={draft.repeatPercent}
          onChange={(repeatPercent) => set({ repeatPercent })}
          error={errors.repeatPercent}
        />
        <NumberInput
          label="Lease"
          about="How long a pair is reserved for whoever has it on screen. Then it is offered again; a late answer is kept and counts if its place is still free."
          unit="seconds"
          note="default 900: a quarter of an hour"
          value={draft.leaseSeconds}
          onChange={(leaseSeconds) => set({ leaseSeconds })}
          error={errors.leaseSeconds}
        />
        <Select
          label="Audience"
          about="Whose screens it is served on. Simulated judges are programs that stand in for people in the built-in world."
          value={draft.audience}
          options={AUDIENCES}
          onChange={(audience) => set({ audience })}
          error={errors.audience}
        />
        <div className="form-field">
          <span className="t13 b5">Start</span>
          <Toggle label="Paused: nothing is served yet" on={draft.paused} onChange={(paused) => set({ paused })} />
        </div>
      </div>
    </Card>
  );
}
