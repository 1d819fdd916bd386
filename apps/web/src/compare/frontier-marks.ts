import type { RouterOutputs } from "@rlhf/api";
import { count, figure, type FrontierColor, type FrontierLine, type FrontierPoint } from "@rlhf/ui";
import type { ComparedPair } from "./compared-pair";
import { sideOf } from "./matrix-order";

type Frontier = RouterOutputs["compare"]["frontier"];
export type Gain = "score" | "gold";
type Names = ReadonlyMap<string, string>;
type View = { gain: Gain; distance: "kl" | "root"; pair: ComparedPair; names: Names };
type Mark = FrontierPoint & { runId: string };
type Marks = { points: Mark[]; runs: FrontierLine[]; reference: [number, number][] };

/** Whether anything knows the true value, which only a synthetic world has. */
export const hasGold = ({ checkpoints, evaluations, bestOfN }: Frontier): boolean =>
  [...checkpoints, ...evaluations, ...bestOfN].some(({ gold }) => gold !== null);

/** The points and lines of the frontier: of each policy its newest evaluation, of each PPO run its checkpoints. */
export function frontierMarks(frontier: Frontier, view: View): Marks {
  const x = (kl: number) => (view.distance === "root" ? Math.sqrt(Math.max(0, kl)) : kl);
  const trained = frontier.checkpoints.flatMap((one) => markOf(one, { ...view, shape: "dot", x }) ?? []);
  const evaluated = newestOf(frontier.evaluations).flatMap(
    (one) => markOf(one, { ...view, shape: "diamond", x }) ?? [],
  );
  const chosen = frontier.bestOfN.flatMap(
    (one) => markOf({ ...one, score: null }, { ...view, shape: "square", x }) ?? [],
  );
  return {
    points: [...trained, ...evaluated, ...chosen],
    runs: linesOf(frontier, trained, view),
    reference: view.gain === "score" ? frontier.reference.map(({ kl, score }) => [x(kl), score]) : [],
  };
}

type Measured = {
  policyVersionId: string;
  runId: string;
  kl: number | null;
  score: number | null;
  gold: number | null;
  step?: number;
  n?: number;
};
type Drawing = View & {
  shape: FrontierPoint["shape"];
  x(kl: number): number;
};

function markOf(one: Measured, { gain, shape, x, pair, names }: Drawing): Mark | null {
  const y = one[gain];
  if (one.kl === null || y === null) return null;
  const side = sideOf(one.policyVersionId, pair);
  const name = names.get(one.policyVersionId) ?? "unknown";
  const where =
    one.step === undefined ? (one.n === undefined ? "evaluation" : `best of ${one.n}`) : `step ${count(one.step)}`;
  return {
    key: `${shape} ${one.policyVersionId} ${one.runId}`,
    runId: one.runId,
    x: x(one.kl),
    y,
    about: `${name}, ${where}: ${gain} ${figure(y)}, KL ${figure(one.kl)} nats`,
    color: side ?? (shape === "dot" || shape === "square" ? "ink" : "ref"),
    shape,
    picked: side !== undefined,
    label: side !== undefined || shape !== "dot" ? name : undefined,
  };
}

function newestOf(evaluations: Frontier["evaluations"]): Frontier["evaluations"] {
  const seen = new Set<string>(); // they come newest first
  return evaluations.filter(({ policyVersionId }) => !seen.has(policyVersionId) && seen.add(policyVersionId));
}

/** One line per run; it bears the colour of the compared policy that came from it. */
function linesOf({ checkpoints }: Frontier, marks: readonly Mark[], { pair }: View): FrontierLine[] {
  const runs = new Map<string, FrontierLine & { points: [number, number][] }>();
  for (const mark of marks) {
    const color = colorOfRun(mark.runId, { checkpoints, pair });
    const line = runs.get(mark.runId) ?? { key: mark.runId, color, points: [] };
    runs.set(mark.runId, line);
    line.points.push([mark.x, mark.y]);
  }
  return [...runs.values()];
}

function colorOfRun(
  runId: string,
  { checkpoints, pair }: { checkpoints: Frontier["checkpoints"]; pair: ComparedPair },
): FrontierColor {
  const sides = checkpoints.filter((one) => one.runId === runId).map((one) => sideOf(one.policyVersionId, pair));
  return sides.find((side) => side !== undefined) ?? "ink";
}

/** Every figure of the frontier as rows. */
export const frontierTable = ({ checkpoints, evaluations, bestOfN }: Frontier, names: Names) => ({
  columns: ["policy", "measured by", "run", "step or n", "KL, nats", "score", "gold"],
  rows: [
    ...checkpoints.map((one) => rowOf(one, { names, by: "training", at: one.step })),
    ...evaluations.map((one) => rowOf(one, { names, by: "evaluation", at: null })),
    ...bestOfN.map((one) => rowOf({ ...one, score: null }, { names, by: "best of n", at: one.n })),
  ],
});

function rowOf(one: Measured & { runSeq: number }, { names, by, at }: { names: Names; by: string; at: number | null }) {
  return [names.get(one.policyVersionId) ?? one.policyVersionId, by, one.runSeq, at, one.kl, one.score, one.gold];
}
