"use client";
import { Button, Card } from "@rlhf/ui";
import { LIMITS, type Asked } from "./address";
import { PolicySelect } from "./policy-select";
import { RangeInput } from "./range-input";
import { SeedInput } from "./seed-input";
import type { usePolicies } from "./use-policies";

type Props = {
  asked: Asked;
  chosen: ReturnType<typeof usePolicies>;
  onChange(changes: Partial<Asked>): void;
};

const DEFAULTS: Partial<Asked> = {
  temperature: LIMITS.temperature.start,
  topK: LIMITS.topK.start,
  topP: LIMITS.topP.start,
  maxNewTokens: LIMITS.maxNewTokens.start,
  seed: 1,
};

/** Which policies are asked, and how their tokens are drawn. */
export function SamplingPanel({ asked, chosen, onChange }: Props) {
  const { policies, a, b, reference } = chosen;
  return (
    <Card
      title="Settings"
      actions={
        <Button tone="quiet" size="xs" onClick={() => onChange(DEFAULTS)}>
          Reset
        </Button>
      }
    >
      <div className="body col gap-3">
        <PolicySelect
          letter="a"
          label="Policy A"
          policies={policies}
          value={a}
          onChange={(id) => onChange({ a: id })}
        />
        <PolicySelect
          letter="b"
          label="Policy B"
          none="no second policy"
          policies={policies}
          value={b}
          onChange={(id) => onChange({ b: id })}
        />
        <PolicySelect
          letter="r"
          label="Reference"
          none="no reference"
          policies={policies}
          value={reference}
          onChange={(id) => onChange({ reference: id ?? "none" })}
        />
        <hr className="border-line" />
        <Sliders asked={asked} onChange={onChange} />
        <SeedInput seed={asked.seed} onChange={(seed) => onChange({ seed })} />
      </div>
    </Card>
  );
}

function Sliders({ asked, onChange }: Pick<Props, "asked" | "onChange">) {
  return (
    <>
      <RangeInput
        label="Temperature"
        about="Below 1 sharpens the choice, above 1 flattens it."
        shown={asked.temperature.toFixed(2)}
        value={asked.temperature}
        {...LIMITS.temperature}
        onChange={(temperature) => onChange({ temperature })}
      />
      <RangeInput
        label="Top-k"
        about="Only the k likeliest tokens can be drawn; 0 = all."
        shown={asked.topK === 0 ? "all" : String(asked.topK)}
        value={asked.topK}
        {...LIMITS.topK}
        onChange={(topK) => onChange({ topK })}
      />
      <RangeInput
        label="Top-p"
        about="Only the smallest set of tokens that has this share of the probability can be drawn."
        shown={asked.topP.toFixed(2)}
        value={asked.topP}
        {...LIMITS.topP}
        onChange={(topP) => onChange({ topP })}
      />
      <RangeInput
        label="At most"
        about="The answer is cut off after so many tokens."
        shown={`${asked.maxNewTokens} tokens`}
        value={asked.maxNewTokens}
        {...LIMITS.maxNewTokens}
        onChange={(maxNewTokens) => onChange({ maxNewTokens })}
      />
    </>
  );
}
