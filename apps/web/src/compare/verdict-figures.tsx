import { count, figure, percent, percentBounds } from "@rlhf/ui";
import type { ComparedPair } from "./compared-pair";
import { ExplainedFigure } from "./explained-figure";
import { JudgmentsLink } from "./judgments-drawer";
import type { Verdict } from "./verdict-words";

type Props = { pair: ComparedPair; verdict: Verdict; needed: number | null; planned: number };

/** What one may say now, what one may say when the plan is full, and from how much. */
export function VerdictFigures({ pair, verdict, needed, planned }: Props) {
  const { winRate, alwaysValid, interval, judgments, judges, effectiveJudgments, ties, pValue } = verdict;
  const full = judgments >= planned;
  return (
    <dl className="row flex-wrap gap-x-8 gap-y-3">
      <ExplainedFigure name="If you stop now" about="Holds however often you looked and whenever you stop.">
        {percent(winRate)} <span className="i3">{percentBounds(...alwaysValid)}</span>
      </ExplainedFigure>
      <ExplainedFigure
        name={`Planned, n ${count(Math.max(planned, judgments))}`}
        about="Narrower, but right only for a number of judgments that was fixed before the first look."
      >
        {full ? (
          <>
            {percent(winRate)} <span className="i3">{percentBounds(...interval)}</span>
          </>
        ) : (
          <span className="i3">opens with the last one</span>
        )}
      </ExplainedFigure>
      <ExplainedFigure
        name="Would take"
        about="Judgments that a fixed-size test needs to tell this rate from even, with power 0.8 at level 0.05."
      >
        {needed === null ? <span className="i3">nothing to tell</span> : `n ${count(needed)}`}
      </ExplainedFigure>
      <ExplainedFigure name="Judgments" about="Counted ones: gold and repeated pairs never are.">
        <JudgmentsLink filter={pair}>{count(judgments)}</JudgmentsLink>{" "}
        <span className="i3">
          by {count(judges)} {judges === 1 ? "judge" : "judges"}
        </span>
      </ExplainedFigure>
      <ExplainedFigure
        name="Effective n"
        about="Judgments of one prompt are alike; this many independent ones would say as much."
      >
        {effectiveJudgments === null ? <span className="i3">all say the same</span> : count(effectiveJudgments)}
      </ExplainedFigure>
      <ExplainedFigure name="Ties" about="Ties and both bad count one half.">
        <JudgmentsLink filter={{ ...pair, outcome: 0.5 }}>{percent(ties / judgments)}</JudgmentsLink>
      </ExplainedFigure>
      <ExplainedFigure
        name="p, always-valid"
        about="Chance of evidence this strong at any look if both were equally good."
      >
        {pValue < 0.001 ? "< 0.001" : figure(pValue, 2)}
      </ExplainedFigure>
    </dl>
  );
}
