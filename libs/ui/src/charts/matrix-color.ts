const STRONGEST = 50; // percent of the colour in the surface: more, and ink is no longer 4.5 : 1 on it
const SHARP = 0.09; // an interval this wide or narrower keeps its full colour

/** Fill of a win matrix' cell: blue above even, orange below, stronger with distance, paler with a wider interval. */
export function matrixColor(rate: number, [low, high]: readonly [number, number]): string {
  const certainty = Math.min(1, SHARP / Math.max(high - low, 1e-9));
  const share = Math.round(Math.min(STRONGEST, Math.abs(rate - 0.5) * 350 * certainty));
  return `color-mix(in oklab, var(--${rate >= 0.5 ? "a" : "b"}) ${share}%, var(--surface))`;
}
