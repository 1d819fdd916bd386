"use client";
import type { StageInput } from "@rlhf/domain";
import { Failure, Select, Skeleton } from "@rlhf/ui";
import type { NewRunInputs, NewRunKind } from "./form-types";
import { INPUT_WORDS, optionsFor, type Offers } from "./input-options";

type Props = {
  kind: NewRunKind;
  inputs: readonly StageInput[];
  offers: Offers | null;
  error: string | undefined;
  chosen: NewRunInputs;
  wrong: Readonly<Record<string, string>>;
  onChange(input: StageInput, id: string): void;
};

/** What the stage works on, each from a list of what the project has. */
export function RunInputs({ kind, inputs, offers, error, chosen, wrong, onChange }: Props) {
  if (inputs.length === 0) return null;
  if (error) return <Failure title="What the project has could not be read" detail={error} />;
  if (!offers) return <Skeleton lines={inputs.length} height={48} />;
  return (
    <div className="form-grid">
      {inputs.map((input) => {
        const { label, about } = INPUT_WORDS[input];
        const options = optionsFor(input, offers, { kind });
        return (
          <Select
            key={input}
            label={label}
            about={about}
            value={chosen[input] ?? ""}
            options={[{ value: "", text: options.length === 0 ? "the project has none" : "choose one" }, ...options]}
            error={wrong[`inputs.${input}`]}
            onChange={(id) => onChange(input, id)}
          />
        );
      })}
    </div>
  );
}
