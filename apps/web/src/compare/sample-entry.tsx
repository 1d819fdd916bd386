"use client";
import type { UserKind } from "@rlhf/domain";
import { count, figure, wordDiff } from "@rlhf/ui";
import { useState } from "react";
import { columnLetter } from "./column-letter";
import { DiffText } from "./diff-text";
import { JudgmentsLink } from "./judgments-drawer";
import type { Sample } from "./use-samples";
import { Votes } from "./votes";

type Props = { sample: Sample; diff: boolean; columns: readonly string[]; judgeKind?: UserKind };
const LONG = 900; // characters; a longer answer is cut until asked for

/** One prompt with the answers of all policies; the first is marked against the second, the others against the first. */
export function SampleEntry({ sample, diff, columns, judgeKind }: Props) {
  const { answers, messages, tags, promptId } = sample;
  const [whole, setWhole] = useState(false);
  const long = answers.some((answer) => (answer?.text.length ?? 0) > LONG);
  const [first, second] = answers;
  const gap = scoreGap(first, second);
  return (
    <li className={`side-by-side ${long && !whole ? "cut" : ""}`}>
      <div>
        <p className="t13 b5 whitespace-pre-wrap">{messages.at(-1)?.content}</p>
        {messages.length > 1 && <p className="t12 i3">after {count(messages.length - 1)} messages</p>}
        {tags.length > 0 && <p className="t12 i3 mt-1">{tags.join(" · ")}</p>}
        {long && (
          <button type="button" className="btn xs mt-2" aria-expanded={whole} onClick={() => setWhole(!whole)}>
            {whole ? "Cut again" : "Show whole answers"}
          </button>
        )}
      </div>
      {answers.map((answer, i) => (
        <Answer key={columns[i]} answer={answer} against={diff ? answers[i === 0 ? 1 : 0] : null} place={i} />
      ))}
      <div className="judges t12 i3">
        <Votes votes={sample.votes} />
        {sample.judgments > 0 ? (
          <JudgmentsLink filter={{ candidateId: columns[0], baselineId: columns[1], judgeKind, promptId }}>
            {count(sample.judgments)} {sample.judgments === 1 ? "judgment" : "judgments"}
          </JudgmentsLink>
        ) : (
          "not judged"
        )}
        {gap !== null && <p title="Score of A minus score of B, reward model">score gap {figure(gap, 2)}</p>}
      </div>
    </li>
  );
}

type Answer = Sample["answers"][number];

function scoreGap(a: Answer | undefined, b: Answer | undefined): number | null {
  if (!a || !b || a.score === null || b.score === null) return null;
  return a.score - b.score;
}

function Answer({ answer, against, place }: { answer: Answer; against?: Answer; place: number }) {
  const { letter, side } = columnLetter(place);
  if (!answer) return <div className="t13 i3">no answer</div>;
  const pieces = against ? wordDiff(answer.text, against.text).left : [{ text: answer.text, own: false }];
  return (
    <div>
      <span className="only-phone">
        <span className={`letter ${side}`}>{letter}</span>
      </span>
      <DiffText pieces={pieces} side={side} />
      <p className="t12 i3 mt-1">
        {count(answer.nTokens)} tokens
        {answer.klSum !== null && ` · KL ${figure(answer.klSum)} nats`}
        {answer.score !== null && ` · score ${figure(answer.score)}`}
      </p>
    </div>
  );
}
