import type { OptimumTask } from "@rlhf/ppo";
import type { Certificate, CertifiedTask, CheckedKl, CheckedWalks, Part } from "./certificate";

/** `part`: also the name of its place on the page. */
export type Table = { part: Part; title: string; header: string[]; rows: string[][]; notes: string[] };

const mark = (passed: boolean): string => (passed ? "reached" : "MISSED");

/** The tables of a certificate, for the terminal and for the page alike. */
export function certificateTables(c: Certificate): Table[] {
  const tables: Table[] = [];
  if (c.knownOptimum) tables.push(optimumTable(c.knownOptimum));
  if (c.klEstimators && c.control) tables.push(klTable(c.klEstimators, c.control));
  if (c.randomWalks) tables.push(walksTable(c.randomWalks));
  return tables;
}

const describeTask = (t: OptimumTask): string[] => [
  String(t.vocabSize),
  String(t.length),
  t.reward,
  t.beta.toFixed(2),
  t.sharpness.toFixed(1),
];

function optimumTable(tasks: readonly CertifiedTask[]): Table {
  return {
    part: "known-optimum",
    title: "Known optimum: PPO against π* ∝ ρ exp(r / β), by enumeration",
    header: ["V", "R", "reward", "β", "ρ", "responses", "KL(π*‖ρ)", "TV of ρ", "TV", "J", "J*", "gap", ""],
    rows: tasks.map(({ task, certificate: c, passed }) => [
      ...describeTask(task),
      String(c.responses),
      c.distance.toFixed(2),
      c.variationBefore.toFixed(3),
      c.variation.toFixed(4),
      c.objective.toFixed(4),
      c.optimum.toFixed(4),
      percent(c.gap),
      mark(passed),
    ]),
    notes: ["Bars: TV < 0.05, gap (J* − J) / J* < 2 %. Rewards are shifted so that J(ρ) = 0."],
  };
}

function klTable(checks: readonly CheckedKl[], control: CertifiedTask): Table {
  const { certificate: c, task } = control;
  return {
    part: "kl",
    title: "KL in the reward: value and gradient of the estimators, by enumeration",
    header: ["V", "R", "reward", "β", "ρ", "estimator", "E[k]", "KL(π‖ρ)", "gradient error", "cosine", ""],
    rows: checks.flatMap(({ task: of, estimators, passed }) =>
      estimators.map((e) => [
        ...describeTask(of),
        e.estimator,
        e.value.toFixed(5),
        e.kl.toFixed(5),
        e.gradientError.toExponential(1),
        e.cosine.toFixed(4),
        e.estimator === "k2" ? "" : mark(passed),
      ]),
    ),
    notes: [
      "Gradient error: ‖E[k ∇ log π] − ∇KL‖ / ‖∇KL‖. k1: unbiased in value and gradient. k3: in value only.",
      `Control: PPO with k3 on the task V=${task.vocabSize}, R=${task.length}, β=${task.beta.toFixed(2)} ends at TV ` +
        `${c.variation.toFixed(3)}, gap ${percent(c.gap)}: ${control.passed ? "misses π*, as it must" : "NOT told apart"}.`,
    ],
  };
}

function walksTable(w: CheckedWalks): Table {
  const every = 5;
  const shown = w.curve.flatMap((value, i) => ((i + 1) % every === 0 || i === 0 ? [[i + 1, value] as const] : []));
  return {
    part: "randomwalks",
    title: `Random walks of trlX, graph seed ${w.graphSeed}: optimality of 128 sampled walks per rollout`,
    header: ["rollouts", "walks", "optimality"],
    rows: shown.map(([rollout, value]) => [String(rollout), String(128 * rollout), value.toFixed(3)]),
    notes: [
      `Before PPO ${w.before.toFixed(3)}; after, sampled ${w.after.toFixed(3)} and greedy ${w.greedy.toFixed(3)} over all starts ` +
        `(bar ${w.bar}): ${mark(w.passed)}. ${arrival(w)}`,
    ],
  };
}

function arrival({ rolloutsToBar, bar }: CheckedWalks): string {
  if (rolloutsToBar === null) return `No rollout came to ${bar}.`;
  return `First rollout at ${bar} or above: ${rolloutsToBar}, after ${128 * rolloutsToBar} walks.`;
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
