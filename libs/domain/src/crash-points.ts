import { ConfigError } from "./errors";
import { nearestName } from "./config/resolve";

/**
 * Moments at which a test lets the process die by SIGKILL, in the order in which a step passes them. Nothing durable may
 * depend on any of them: that is what the tests show.
 */
export const CRASH_POINTS = [
  "before-step",
  // PPO, within one step: after the rollout, its scores, its advantages; before each minibatch; after each update of a network
  "rollout",
  "scoring",
  "advantages",
  "minibatch",
  "optimiser-step",
  "before-metrics",
  "after-metrics",
  // a save, for each of its files; the commit is the row in the database
  "before-open",
  "mid-write",
  "before-fsync",
  "after-fsync",
  "after-rename",
  "before-commit",
  "after-commit",
  // the end of a run
  "before-finish",
  "after-finish",
] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

/** Where a point is passed: the name of the stage, and the step under way (1 is the first; 0 outside of steps). */
export type CrashSite = { stage: string; step: number };

/** Called at every crash point; a product that is not a test build does nothing there. */
export type OnCrashPoint = (point: CrashPoint, at: CrashSite) => void | Promise<void>;

/** `times`: at which passing of the point, at this stage and step (any, where they are null), the process dies. */
export type CrashTarget = { stage: string | null; step: number | null; point: CrashPoint; times: number };

const TARGET = /^(?:(?<stage>[a-z-]+)(?:@(?<step>\d+))?\/)?(?<point>[a-z-]+)(?:#(?<times>[1-9]\d*))?$/;

/**
 * `ppo@2/minibatch#3`: in stage ppo, at step 2, the third time that the point is passed. Stage, step and count may be left
 * out. @throws ConfigError on a point that there is not, naming the nearest.
 */
export function parseCrashTarget(text: string): CrashTarget {
  const { stage, step, point, times } = TARGET.exec(text)?.groups ?? {};
  const known = CRASH_POINTS.find((name) => name === point);
  if (known === undefined) {
    const near = nearestName(point ?? text, CRASH_POINTS) ?? CRASH_POINTS.join(", ");
    throw new ConfigError(`CRASH_AT: expected [stage[@step]/]point[#n], for example ${near}; got ${text}`);
  }
  return {
    stage: stage ?? null,
    step: step === undefined ? null : Number(step),
    point: known,
    times: Number(times ?? 1),
  };
}

/** Counts the passings of the target and calls `die` at the one that was asked for. */
export function crashAt(target: CrashTarget, die: () => void): OnCrashPoint {
  let left = target.times;
  return (point, { stage, step }) => {
    if (point !== target.point) return;
    if (target.stage !== null && target.stage !== stage) return;
    if (target.step !== null && target.step !== step) return;
    left -= 1;
    if (left === 0) die();
  };
}
