"use client";
import { Segmented, Toggle } from "@rlhf/ui";
import type { CurveView } from "./curve-view";
import { X_NAMES, type XAxis } from "./x-axis";

type Props = { view: CurveView; axes: readonly XAxis[]; onChange(changes: Partial<CurveView>): void };

/** What the curves run over, how smooth they are, and whether their axes are logarithmic. */
export function CurveControls({ view, axes, onChange }: Props) {
  return (
    <span className="row flex-wrap gap-x-4">
      <label className="row t12 i2">
        Smooth
        <input
          type="range"
          className="smoothing"
          min={0}
          max={0.98}
          step={0.02}
          value={view.smoothing}
          aria-label="Smoothing"
          onChange={(e) => onChange({ smoothing: Number(e.target.value) })}
        />
        <output className="b5">{view.smoothing.toFixed(2)}</output>
      </label>
      <Toggle label="Log x" on={view.logX} onChange={(logX) => onChange({ logX })} />
      <Toggle label="Log y" on={view.logY} onChange={(logY) => onChange({ logY })} />
      <Segmented<XAxis>
        label="Horizontal axis"
        value={axes.includes(view.axis) ? view.axis : "step"}
        onChange={(axis) => onChange({ axis })}
        options={axes.map((value) => ({ value, text: X_NAMES[value] }))}
      />
    </span>
  );
}
