import { ChartCard, count, figure, IntervalCurve, percent, percentBounds, type GuideLine } from "@rlhf/ui";
import type { Calibration } from "./calibration-figures";

type Fifth = Calibration["byMargin"][number];

/** Whether the reward model is right where it is sure, and how near it comes to people. */
export function MarginPanel({ calibration: { byMargin, ceiling } }: { calibration: Calibration }) {
  const width = byMargin.length;
  const guides: GuideLine[] = [{ from: [0.5, 0.5], to: [width + 0.5, 0.5], label: "a coin" }];
  if (ceiling)
    guides.push({
      from: [0.5, ceiling.rate],
      to: [width + 0.5, ceiling.rate],
      label: `human ceiling ${(100 * ceiling.rate).toFixed(1)}`,
      labelAt: "start",
    });
  return (
    <ChartCard
      title="Accuracy by margin"
      note="fifths of the pairs by |Δscore|"
      anchor="margin"
      table={{
        columns: ["|Δscore| up to", "accuracy", "from", "to", "judgments"],
        rows: byMargin.map(({ upTo, rate, interval, n }) => [upTo, rate, ...interval, n]),
      }}
    >
      <IntervalCurve
        points={byMargin.map((fifth, i) => ({
          x: i + 1,
          value: fifth.rate,
          interval: fifth.interval,
          about: aboutFifth(fifth),
        }))}
        guides={guides}
        domain={{ x: [0.5, width + 0.5], y: [Math.min(0.4, ...byMargin.map(({ interval }) => interval[0])), 1] }}
        xAxis={{ title: "|Δscore| up to", tick: (t) => tickOf(byMargin, t) }}
        yAxis={{ title: "ordered as the judges did, %", tick: (t) => String(Math.round(100 * t)) }}
        alt={`Accuracy of the reward model in ${width} classes of margin`}
        height={260}
        joined
      />
    </ChartCard>
  );
}

function tickOf(byMargin: readonly Fifth[], t: number): string {
  const fifth = byMargin[t - 1];
  return fifth ? figure(fifth.upTo, 2) : "";
}

const aboutFifth = ({ upTo, rate, interval, n }: Fifth): string =>
  `|Δscore| up to ${figure(upTo)}: ${percent(rate)} ${percentBounds(...interval)}, n ${count(n)}`;
