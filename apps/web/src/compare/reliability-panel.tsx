import { ChartCard, count, figure, IntervalCurve, percent, percentBounds, type GuideLine } from "@rlhf/ui";
import type { Calibration } from "./calibration-figures";

const PERFECT: GuideLine = { from: [0, 0], to: [1, 1], label: "as promised" };
const share = (t: number) => String(Math.round(100 * t));

/** What the reward model promises against what judges said. */
export function ReliabilityPanel({ calibration: { bins, temperature } }: { calibration: Calibration }) {
  return (
    <ChartCard
      title="Reliability"
      note={temperature === null ? "σ(Δscore)" : `σ(Δscore / ${figure(temperature, 3)})`}
      anchor="reliability"
      table={{
        columns: ["promised", "observed", "from", "to", "judgments"],
        rows: bins.map(({ predicted, observed, interval, count: n }) => [predicted, observed, ...interval, n]),
      }}
    >
      <IntervalCurve
        points={bins.map(({ predicted, observed, interval, count: n }) => ({
          x: predicted,
          value: observed,
          interval,
          about: `promised ${percent(predicted)}: ${percent(observed)} ${percentBounds(...interval)}, n ${count(n)}`,
        }))}
        guides={[PERFECT]}
        domain={{ x: [0, 1], y: [0, 1] }}
        xAxis={{ title: "promised that the first is preferred, %", tick: share }}
        yAxis={{ title: "judges preferred it, %", tick: share }}
        alt={`Promised against observed preference in ${bins.length} bins`}
        height={260}
        joined
      />
    </ChartCard>
  );
}
