/** A mapping of a quantity to pixels. */
export type Scale = { (value: number): number; domain: readonly [number, number]; log: boolean };

/** Linear from `domain` to `range`; an empty domain maps to the middle. */
export function linearScale(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const [d0, d1] = domain;
  const [r0, r1] = range;
  const map = (v: number) => (d1 === d0 ? (r0 + r1) / 2 : r0 + ((v - d0) / (d1 - d0)) * (r1 - r0));
  return Object.assign(map, { domain, log: false });
}

/** Round numbers inside [lo, hi], at most about `atMost`: steps of 1, 2 or 5 times a power of ten. */
export function niceTicks(lo: number, hi: number, atMost = 5): number[] {
  if (!(hi > lo) || !Number.isFinite(hi - lo)) return [lo];
  const rough = (hi - lo) / atMost;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough * 0.999) ?? rough;
  const first = Math.ceil(lo / step - 1e-9);
  const last = Math.floor(hi / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** The range of the finite values, widened by `pad` of its width on both sides; [0, 1] when there are none. */
export function extent(values: Iterable<number>, pad = 0): [number, number] {
  let [lo, hi] = [Infinity, -Infinity];
  for (const v of values) {
    if (!Number.isFinite(v)) continue;
    lo = Math.min(lo, v);
    hi = Math.max(hi, v);
  }
  if (lo > hi) return [0, 1];
  const width = hi - lo || Math.abs(hi) || 1;
  return [lo - pad * width, hi + pad * width];
}

/** Exponential moving average with its start corrected (as TensorBoard draws it); gaps and non-finite values stay. */
export function smooth(values: readonly number[], weight: number): number[] {
  let [last, seen] = [0, 0];
  return values.map((v) => {
    if (!Number.isFinite(v)) return v;
    last = weight * last + (1 - weight) * v;
    seen++;
    return last / (1 - weight ** seen);
  });
}

/** Points of an SVG path; breaks at values that are not finite. */
export function linePath(points: readonly (readonly [x: number, y: number])[]): string {
  let pen = "M";
  const parts: string[] = [];
  for (const [x, y] of points) {
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      pen = "M";
      continue;
    }
    parts.push(`${pen}${x.toFixed(1)} ${y.toFixed(1)}`);
    pen = "L";
  }
  return parts.join("");
}
