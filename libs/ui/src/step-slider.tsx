"use client";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { IconButton } from "./button";
import { count } from "./figures";

type Props = { label: string; steps: readonly number[]; value: number; onChange(step: number): void };

/** One of a run's steps: a dot for each on a line, arrows at its ends, and a slider for keyboards over it. */
export function StepSlider({ label, steps, value, onChange }: Props) {
  const at = Math.max(0, steps.indexOf(value));
  const go = (i: number) => {
    const step = steps[i];
    if (step !== undefined) onChange(step);
  };
  return (
    <div className="row step-slider">
      <IconButton small label={`${label}: earlier`} hint="," disabled={at === 0} onClick={() => go(at - 1)}>
        <ChevronLeft className="i" aria-hidden />
      </IconButton>
      <span className="track">
        {steps.length <= 60 &&
          steps.map((step, i) => (
            <i
              key={step}
              className={i === at ? "on" : undefined}
              style={{ left: `${steps.length === 1 ? 50 : (100 * i) / (steps.length - 1)}%` }}
            />
          ))}
        <input
          type="range"
          min={0}
          max={Math.max(1, steps.length - 1)}
          step={1}
          value={at}
          disabled={steps.length < 2}
          aria-label={label}
          aria-valuetext={`step ${count(value)}`}
          onChange={(e) => go(Number(e.target.value))}
        />
      </span>
      <IconButton
        small
        label={`${label}: later`}
        hint="."
        disabled={at === steps.length - 1}
        onClick={() => go(at + 1)}
      >
        <ChevronRight className="i" aria-hidden />
      </IconButton>
    </div>
  );
}
