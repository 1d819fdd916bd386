/** The scale of a heat-map: the 95th percentile of magnitudes, so that one outlier does not bleach the rest. */
export function heatLimit(values: readonly number[]): number {
  const sizes = values
    .filter(Number.isFinite)
    .map(Math.abs)
    .sort((a, b) => a - b);
  const limit = sizes[Math.min(sizes.length - 1, Math.floor(0.95 * sizes.length))] ?? 0;
  return limit > 0 ? limit : 1;
}

/** A diverging CSS colour: teal below zero, plum above, nothing at zero; the root of the size keeps small values apart. */
export function heatColor(value: number, limit: number): string {
  if (!Number.isFinite(value)) return "transparent";
  const share = Math.round(70 * Math.sqrt(Math.min(1, Math.abs(value) / limit)));
  return `color-mix(in oklab, var(${value < 0 ? "--neg" : "--pos"}) ${share}%, transparent)`;
}
