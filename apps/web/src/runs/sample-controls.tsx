"use client";
import { count, HeatScale, Segmented, StepSlider } from "@rlhf/ui";
import { QUANTITIES, type Quantity } from "./heat-tokens";

type Props = {
  steps: readonly number[];
  step: number;
  quantity: Quantity;
  /** The end of the colour scale. */
  limit: number;
  beside: { step: number | null; onChange(step: number | null): void } | undefined;
  onQuantity(quantity: Quantity): void;
  onStep(step: number): void;
};

/** Which checkpoint's answers are shown, which other one's beside them, and what their tokens are tinted by. */
export function SampleControls({ steps, step, quantity, limit, beside, onQuantity, onStep }: Props) {
  const { unit } = QUANTITIES.find((one) => one.name === quantity) ?? { unit: "" };
  return (
    <div className="col gap-3 px-4 pb-3">
      <StepSlider label="Checkpoint" steps={steps} value={step} onChange={onStep} />
      {beside && (
        <label className="row t13">
          <span className="i3">beside step</span>
          <select
            className="input w-auto"
            value={beside.step ?? ""}
            onChange={(e) => beside.onChange(e.target.value === "" ? null : Number(e.target.value))}
          >
            <option value="">none</option>
            {steps.map((one) => (
              <option key={one} value={one}>
                {count(one)}
              </option>
            ))}
          </select>
        </label>
      )}
      <Segmented<Quantity>
        label="Quantity"
        value={quantity}
        onChange={onQuantity}
        options={QUANTITIES.map(({ name }) => ({ value: name, text: name }))}
      />
      <HeatScale limit={limit} unit={unit} middle={quantity === "Log-ratio" ? "0 · same as reference" : "0"} />
    </div>
  );
}
