"use client";
import type { RouterOutputs } from "@rlhf/api";
import { ChartCard, count, Empty, StepBars, type StepBar } from "@rlhf/ui";
import type { ComparedPair } from "./compared-pair";
import { judged } from "./judgment-words";
import { JudgmentsLink } from "./judgments-drawer";
import { PanelBody } from "./panel-body";
import { useAnswers } from "./use-answers";

type Strengths = RouterOutputs["compare"]["answers"]["strengths"];

/** What the judges pressed, from A's side. */
export function StrengthPanel({ pair }: { pair: ComparedPair }) {
  const answers = useAnswers(pair);
  const bars = answers.data ? barsOf(answers.data.strengths) : [];
  const total = bars.reduce((sum, bar) => sum + bar.n, 0);
  return (
    <ChartCard
      title="Strength"
      note="what was pressed"
      anchor="strength"
      table={total > 0 ? { columns: ["choice", "judgments"], rows: bars.map(({ words, n }) => [words, n]) } : null}
      footer={total > 0 ? `${count(total)} judgments · a judge that only says which counts as slight` : undefined}
    >
      <PanelBody query={answers} failed="The choices could not be read" height={220}>
        {() =>
          total === 0 ? (
            <Empty title="Nothing was pressed yet">Seven steps and “both bad” are counted here.</Empty>
          ) : (
            <StepBars
              bars={bars}
              alt={`Choices of ${count(total)} judgments`}
              link={(bar, marks) => (
                <JudgmentsLink filter={{ ...pair, outcome: outcomeOf(bar) }}>{marks}</JudgmentsLink>
              )}
            />
          )
        }
      </PanelBody>
    </ChartCard>
  );
}

function barsOf({ steps, bothBad }: Strengths): StepBar[] {
  return [
    ...steps.map(({ strength, judgments }): StepBar => {
      const outcome = strength === 0 ? 0.5 : strength > 0 ? 1 : 0;
      const { glyph, words, side } = judged({ verdict: strength === 0 ? "tie" : "a", outcome, strength });
      const color = side === "t" ? "ref" : side;
      return { key: String(strength), glyph, words, n: judgments, color, strength };
    }),
    {
      key: "both_bad",
      ...judged({ verdict: "both_bad", outcome: 0.5, strength: 0 }),
      n: bothBad,
      color: "ref",
      strength: 0,
    },
  ];
}

const outcomeOf = ({ strength }: StepBar): 0 | 0.5 | 1 => (strength === 0 ? 0.5 : strength > 0 ? 1 : 0);
