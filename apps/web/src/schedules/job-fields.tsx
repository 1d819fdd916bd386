"use client";
import { NumberInput, Select, TextArea } from "@rlhf/ui";
import { useQueries } from "@tanstack/react-query";
import { useTRPC } from "../trpc";
import type { Row } from "./fire-words";
import { ASKED, keptSetting, type DraftErrors, type ScheduleDraft } from "./schedule-draft";

type Props = {
  draft: ScheduleDraft;
  errors: DraftErrors;
  change(to: Partial<ScheduleDraft>): void;
  schedule: Row["schedule"] | null;
};

const PRESETS = {
  kept: "as they are now",
  smoke: "smoke: seconds, to see that it works",
  quick: "quick: minutes, the demo's",
  full: "full: a larger model, longer",
} as const;

/** What each run does, and how thoroughly. An empty field leaves the setting as the preset, or the stored job, has it. */
export function JobFields({ draft, errors, change, schedule }: Props) {
  const presets = schedule ? (["kept", "smoke", "quick", "full"] as const) : (["smoke", "quick", "full"] as const);
  return (
    <div className="flex flex-col gap-3">
      <p className="t13 i2">
        Snapshot of all judgments → reward model → PPO from the policy in use → evaluation against it → new comparisons
        of the two for your annotators.
      </p>
      <div className="form-grid">
        <Select
          label="Settings of the stages"
          value={draft.preset}
          options={presets.map((value) => ({ value, text: PRESETS[value] }))}
          onChange={(preset) => change({ preset })}
        />
        <Asked {...{ draft, errors, change, schedule }} />
        <NumberInput
          label="New comparisons"
          unit="pairs"
          note="of the old and the new policy"
          value={draft.comparisons}
          error={errors.comparisons}
          onChange={(comparisons) => change({ comparisons })}
        />
        <NumberInput
          label="Judgments on each pair"
          note="2 or more measure agreement"
          value={draft.overlap}
          error={errors.overlap}
          onChange={(overlap) => change({ overlap })}
        />
      </div>
      <TextArea
        label="Other settings"
        about="Any setting of the loop, as in a config file. A misspelt name is refused with the nearest one."
        note='JSON, for example {"ppo": {"lr": 0.0001}}'
        mono
        rows={2}
        value={draft.others}
        error={errors.others}
        onChange={(others) => change({ others })}
      />
    </div>
  );
}

/** The settings that have a field of their own, with description, unit and default from the schema. */
function Asked({ draft, errors, change, schedule }: Props) {
  const trpc = useTRPC();
  const stages = [...new Set(ASKED.map(({ stage }) => stage))];
  const forms = useQueries({
    queries: stages.map((stage) => trpc.runs.form.queryOptions({ stage }, { staleTime: Infinity })),
  });
  return ASKED.map(({ path, stage, label }) => {
    const form = forms[stages.indexOf(stage)]?.data;
    const field = form?.fields.find((one) => one.path === path);
    const preset = draft.preset === "kept" ? undefined : form?.presets[draft.preset]?.[path.split(".")[1] ?? ""];
    const stands = draft.preset === "kept" ? keptSetting(schedule, path) : String(preset ?? field?.default ?? "");
    return (
      <NumberInput
        key={path}
        label={label}
        about={field?.description}
        unit={field?.unit}
        placeholder={stands}
        note={`empty: ${stands || "the default"}`}
        value={draft.settings[path] ?? ""}
        error={errors[path]}
        onChange={(text) => change({ settings: { ...draft.settings, [path]: text } })}
      />
    );
  });
}
