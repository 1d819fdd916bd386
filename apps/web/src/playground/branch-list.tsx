"use client";
import { Card } from "@rlhf/ui";
import { allTokens } from "./answer-state";
import type { Branches, Side } from "./use-answers";

type Props = { side: Side; branches: Branches; onShow(index: number): void };

/** Every answer that was tried from the prompt; the words they share are grey. */
export function BranchList({ side, branches, onShow }: Props) {
  const { answers, shown } = branches;
  if (answers.length < 2) return null;
  return (
    <Card title={`Branches of ${side.toUpperCase()}`} note="every answer tried from this prompt">
      <ol className="found">
        {answers.map((answer, i) => (
          <li key={answer.requestId}>
            <button
              type="button"
              className={i === shown ? "btn quiet prompt-choice on" : "btn quiet prompt-choice"}
              aria-pressed={i === shown}
              onClick={() => onShow(i)}
            >
              <b className="b6">{i + 1}</b>
              {answer.prefix.length > 0 && <span className="i3"> from token {answer.prefix.length}: </span>}{" "}
              <span className="mono">
                {allTokens(answer)
                  .slice(Math.max(0, answer.prefix.length - 1))
                  .map((token) => token.text.trim())
                  .join(" ")
                  .slice(0, 80)}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </Card>
  );
}
