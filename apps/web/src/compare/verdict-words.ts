import type { RouterOutputs } from "@rlhf/api";
import { count, percentBounds } from "@rlhf/ui";

export type Verdict = NonNullable<RouterOutputs["compare"]["verdict"]["verdict"]>;

/** Half the width of what counts as equal; the API's verdict uses the same. */
export const ROPE = 0.02;

/** What stands between the two names. */
export const VERB: Record<Verdict["verdict"], string> = {
  better: "beats",
  worse: "loses to",
  equivalent: "is as good as",
  undecided: "is not yet told apart from",
};

export type Decision = { key: "stop" | "continue" | "equivalent"; on: boolean; title: string; why: string };
type Basis = { verdict: Verdict; planned: number; needed: number | null };

/** Stop, go on, or call them equal: which holds now, and what it takes for the others. */
export function decisions({ verdict, planned, needed }: Basis): Decision[] {
  const [low, high] = verdict.alwaysValid;
  const edge = { low: percentText(0.5 - ROPE, 0), high: percentText(0.5 + ROPE, 0) };
  const decided = verdict.verdict === "better" || verdict.verdict === "worse";
  const stop =
    verdict.verdict === "better"
      ? { title: "Stop: A is better", why: `lower end ${percentText(low, 1)} is above ${edge.high}` }
      : verdict.verdict === "worse"
        ? { title: "Stop: B is better", why: `upper end ${percentText(high, 1)} is below ${edge.low}` }
        : { title: "Stop", why: `once all of it is above ${edge.high} or below ${edge.low}` };
  return [
    { key: "stop", on: decided, ...stop },
    {
      key: "continue",
      on: verdict.verdict === "undecided",
      title: "Continue",
      why: whatIsLeft({ verdict, planned, needed }),
    },
    {
      key: "equivalent",
      on: verdict.verdict === "equivalent",
      title: verdict.verdict === "equivalent" ? "Stop: they are equivalent" : "Equivalent",
      why:
        verdict.verdict === "equivalent"
          ? `${percentBounds(low, high)} lies within ${edge.low} to ${edge.high}`
          : `once all of it lies within ${edge.low} to ${edge.high}`,
    },
  ];
}

function whatIsLeft({ verdict, planned, needed }: Basis): string {
  const left = planned - verdict.judgments;
  if (left > 0) return `${count(left)} of ${count(planned)} planned judgments are to come`;
  if (verdict.verdict !== "undecided") return "not needed for this question";
  if (needed !== null && needed > verdict.judgments)
    return `the plan is full; about ${count(needed)} would tell this rate from even`;
  return "the plan is full; plan more judgments";
}

const percentText = (share: number, digits: number): string => (100 * share).toFixed(digits);
