import type { RouterOutputs } from "@rlhf/api";
import { count, percent, percentBounds, Term } from "@rlhf/ui";

export type Progress = RouterOutputs["label"]["progress"];
const LEFT = { none: "none waits", few: "fewer than ten wait", tens: "tens wait", hundreds: "100 or more wait" };

/** My speed and my agreement with others; how much waits is told roughly, because a count would give checks away. */
export function Figures({ progress }: { progress: Progress }) {
  const { medianSeconds, total, agreement, waiting } = progress;
  return (
    <>
      <span>{LEFT[waiting]}</span>
      {medianSeconds !== null && (
        <span>
          Pace <b className="b5 text-ink">{medianSeconds.toFixed(1)} s</b> per pair, median of {count(total)}
        </span>
      )}
      {agreement && (
        <span>
          <Term word="Agreement" /> <b className="b5 text-ink">{percent(agreement.rate, 0)}</b>{" "}
          {percentBounds(...agreement.interval)} · n {count(agreement.n)}
        </span>
      )}
    </>
  );
}
