/**
 * How a difference of abilities d (left minus right, plus the position effect) and a few shape parameters make the
 * probabilities of the answers, ordered from the right side's best to the left side's best.
 */
export type Link = {
  categories: number;
  shapes: number;
  start: readonly number[];
  /** ln P of every category with its derivatives by (d, ...shape); null outside the parameters' domain. */
  evaluate(d: number, shape: ArrayLike<number>): Answer[] | null;
};
export type Answer = { lnP: number; slope: readonly number[]; curvature: readonly (readonly number[])[] };

/** ln σ(x) without overflow. */
export function lnSigmoid(x: number): number {
  return x < 0 ? x - Math.log1p(Math.exp(x)) : -Math.log1p(Math.exp(-x));
}

export function sigmoid(x: number): number {
  return x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x));
}

/**
 * Bradley–Terry with a tie as half a win and half a loss (a quasi-likelihood once there are ties).
 * @source Bradley & Terry 1952; FastChat rating_systems.py counts ties so
 */
export const bradleyTerryLink: Link = {
  categories: 3,
  shapes: 0,
  start: [],
  evaluate(d) {
    const p = sigmoid(d);
    const curvature = [[-p * (1 - p)]];
    const [win, loss] = [lnSigmoid(d), lnSigmoid(-d)];
    return [
      { lnP: loss, slope: [-p], curvature },
      { lnP: (win + loss) / 2, slope: [0.5 - p], curvature },
      { lnP: win, slope: [1 - p], curvature },
    ];
  },
};

// what each answer adds to its logit, by (d, ln ν)
const DAVIDSON_FEATURES = [
  [-0.5, 0],
  [0, 1],
  [0.5, 0],
] as const;

/**
 * Ties by Davidson: P(tie) = ν√(π_l π_r) / (π_l + π_r + ν√(π_l π_r)), π = e^θ; the shape is ln ν.
 * @source Davidson 1970, doi:10.1080/01621459.1970.10481082
 */
export const davidsonLink: Link = {
  categories: 3,
  shapes: 1,
  start: [0],
  evaluate(d, shape) {
    const logits = DAVIDSON_FEATURES.map(([a, b]) => a * d + b * (shape[0] ?? 0));
    const top = Math.max(...logits);
    const lnSum = top + Math.log(logits.reduce((sum, x) => sum + Math.exp(x - top), 0));
    const probability = logits.map((x) => Math.exp(x - lnSum));
    const [right = 0, tie = 0, left = 0] = probability;
    const mean = [(left - right) / 2, tie];
    const cross = ((left - right) / 2) * tie; // minus the covariance of the features is the curvature of every answer
    const curvature = [
      [-((left + right) / 4 - (mean[0] ?? 0) ** 2), cross],
      [cross, -(tie * (1 - tie))],
    ];
    return DAVIDSON_FEATURES.map(([a, b], i) => ({
      lnP: (logits[i] ?? 0) - lnSum,
      slope: [a - (mean[0] ?? 0), b - tie],
      curvature,
    }));
  },
};
