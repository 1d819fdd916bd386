import type { RouterOutputs } from "@rlhf/api";
import { count, figure, percent, percentBounds } from "@rlhf/ui";
import { ExplainedFigure } from "./explained-figure";

export type Calibration = NonNullable<RouterOutputs["compare"]["calibration"]["calibration"]>;

/** Accuracy beside its ceiling, and how honest the probabilities are. */
export function CalibrationFigures({ calibration }: { calibration: Calibration }) {
  const { accuracy, ceiling, ece, brier, temperature, pairs } = calibration;
  return (
    <dl className="row flex-wrap gap-x-8 gap-y-3">
      <ExplainedFigure name="Accuracy" about="Decided pairs that the reward model orders as the judges did.">
        <Share share={accuracy} />
      </ExplainedFigure>
      <ExplainedFigure
        name="Human ceiling"
        about="How often a judge agrees with the others on the same pair: no model can be expected to do better."
      >
        {ceiling ? <Share share={ceiling} /> : <span className="i3">no pair has two judges</span>}
      </ExplainedFigure>
      <ExplainedFigure
        name="ECE"
        about="Mean gap between what the model promises and what judges say, in 15 bins of equal size."
      >
        {figure(ece, 2)}
      </ExplainedFigure>
      <ExplainedFigure name="Brier" about="Mean squared error of its probabilities: 0 is perfect, 0.25 is a coin.">
        {figure(brier, 2)}
      </ExplainedFigure>
      <ExplainedFigure
        name="Temperature"
        about="The margin is divided by this to fit the judges best; above 1 the model is too sure."
      >
        {temperature === null ? <span className="i3">not bounded by the pairs</span> : figure(temperature, 3)}
      </ExplainedFigure>
      <ExplainedFigure name="Judgments" about="With two scored answers; ties are left out of the accuracy.">
        {count(pairs)}
      </ExplainedFigure>
    </dl>
  );
}

function Share({ share: { rate, interval, n } }: { share: Calibration["accuracy"] }) {
  return (
    <>
      {percent(rate)} <span className="i3">{`${percentBounds(...interval)} · n ${count(n)}`}</span>
    </>
  );
}
