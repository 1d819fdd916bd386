import {
  bootstrapMean,
  fitOverOptimization,
  peakShift,
  seededUniform,
  type Interval,
  type OptimizationForm,
  type OptimizationPoint,
  type OverOptimizationFit,
  type PeakShift,
} from "@rlhf/stats";
import { ARM_NAMES, type ArmName, type Curve } from "./arms";

export type ArmAnalysis = {
  arm: ArmName;
  fit: OverOptimizationFit;
  /** R² of the form fitted to each seed alone: how well the law holds within one reward model's draw. */
  rSquaredPerSeed: number[];
  /** Highest mean gold among the measured points, and where; no law assumed. */
  best: { distance: number; gold: number };
  /** Gold gained at the last point of each curve, mean over seeds. */
  end: { distance: number; gold: number; interval: Interval };
  /** Against the single reward model, seed by seed; null for the single one. */
  against: { peak: PeakShift; endGold: number; endGoldInterval: Interval } | null;
};

export type Analysis = Record<OptimizationForm, ArmAnalysis[]>;

const SEED = 2210;

/** Gao's law fitted per arm to the curves of all seeds; intervals resample seeds. */
export function analyse(curves: Record<OptimizationForm, readonly Curve[]>): Analysis {
  const of = (form: OptimizationForm): ArmAnalysis[] => {
    const ends = new Map(ARM_NAMES.map((arm) => [arm, endBySeed(curves[form].filter((c) => c.arm === arm))]));
    return ARM_NAMES.map((arm) => analyseArm(arm, { form, curves: curves[form], ends }));
  };
  return { "best-of-n": of("best-of-n"), rl: of("rl") };
}

type End = { seed: number; distance: number; gold: number };

function analyseArm(
  arm: ArmName,
  { form, curves, ends }: { form: OptimizationForm; curves: readonly Curve[]; ends: Map<ArmName, End[]> },
): ArmAnalysis {
  const own = curves.filter((curve) => curve.arm === arm);
  const points = pointsOf(own);
  const end = ends.get(arm) ?? [];
  const settings = { form, uniform: seededUniform(SEED) };
  const seeds = [...new Set(own.map((curve) => curve.seed))];
  const gold = bootstrapMean(
    end.map((e) => e.gold),
    settings,
  );
  return {
    arm,
    fit: fitOverOptimization(points, settings),
    rSquaredPerSeed: seeds.map((seed) => {
      const alone = pointsOf(own.filter((curve) => curve.seed === seed));
      return fitOverOptimization(alone, { ...settings, resamples: 1 }).rSquared;
    }),
    best: bestPoint(own),
    end: { distance: mean(end.map((e) => e.distance)), gold: gold.mean, interval: gold.interval },
    against: arm === "single" ? null : againstSingle({ end, points }, { form, curves, ends }),
  };
}

function againstSingle(
  own: { end: readonly End[]; points: readonly OptimizationPoint[] },
  { form, curves, ends }: { form: OptimizationForm; curves: readonly Curve[]; ends: Map<ArmName, End[]> },
): ArmAnalysis["against"] {
  const single = new Map((ends.get("single") ?? []).map((e) => [e.seed, e.gold]));
  const differences = own.end.map((e) => e.gold - (single.get(e.seed) ?? NaN));
  const baseline = pointsOf(curves.filter((curve) => curve.arm === "single"));
  const gained = bootstrapMean(differences, { uniform: seededUniform(SEED) });
  return {
    peak: peakShift(baseline, own.points, { form, uniform: seededUniform(SEED) }),
    endGold: gained.mean,
    endGoldInterval: gained.interval,
  };
}

/** Points of curves as the fit reads them, clustered by seed. */
export function pointsOf(curves: readonly Curve[]): OptimizationPoint[] {
  return curves.flatMap(({ seed, points }) =>
    points.map(({ distance, gold }) => ({ distance, reward: gold, cluster: seed })),
  );
}

/** Last point of each seed's curves, members averaged. */
function endBySeed(curves: readonly Curve[]): End[] {
  return [...new Set(curves.map((curve) => curve.seed))].map((seed) => {
    const last = curves.filter((curve) => curve.seed === seed).map(({ points }) => points.at(-1));
    return { seed, distance: mean(last.map((p) => p?.distance ?? NaN)), gold: mean(last.map((p) => p?.gold ?? NaN)) };
  });
}

/** The curves' common steps averaged, and the best of them. */
export function meanCurve(curves: readonly Curve[]): { distance: number; gold: number; proxy: number }[] {
  const steps = Math.max(0, ...curves.map((curve) => curve.points.length));
  return Array.from({ length: steps }, (_, i) => {
    const at = curves.flatMap(({ points }) => points[i] ?? []);
    return {
      distance: mean(at.map((p) => p.distance)),
      gold: mean(at.map((p) => p.gold)),
      proxy: mean(at.map((p) => p.proxy)),
    };
  });
}

function bestPoint(curves: readonly Curve[]): { distance: number; gold: number } {
  const [first = { distance: NaN, gold: NaN }, ...rest] = meanCurve(curves);
  const best = rest.reduce((a, b) => (b.gold > a.gold ? b : a), first);
  return { distance: best.distance, gold: best.gold };
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
