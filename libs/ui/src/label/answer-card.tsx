"use client";
import type { Ref, UIEventHandler } from "react";
import { classNames } from "../class-names";
import { Differences } from "./differences";
import { Formatted } from "./formatted";

export type AnswerView = "formatted" | "written";

/** One of two answers. Both cards look alike but for letter and colour; nothing hints at where the text came from. */
export function AnswerCard(props: {
  side: "a" | "b";
  text: string;
  view: AnswerView;
  /** The other answer: what it lacks is marked, in place of `view`. */
  other?: string | null;
  chosen?: boolean;
  scrollRef?: Ref<HTMLDivElement>;
  onScroll?: UIEventHandler<HTMLDivElement>;
}) {
  const { side, text, view, other, chosen, scrollRef, onScroll } = props;
  const letter = side.toUpperCase();
  return (
    <article
      className={classNames("answer", side, chosen && "chosen")}
      id={`answer-${side}`}
      aria-label={`Answer ${letter}`}
    >
      <header>
        <span className={`letter ${side}`} aria-hidden="true">
          {letter}
        </span>
        <h2 className="t12 b5 i3 grow pl-1">Answer {letter}</h2>
      </header>
      <div
        className="answer-scroll"
        ref={scrollRef}
        onScroll={onScroll}
        tabIndex={0}
        role="group"
        aria-label={`Text of answer ${letter}`}
      >
        <AnswerText text={text} view={view} other={other} />
      </div>
    </article>
  );
}

function AnswerText({ text, view, other }: { text: string; view: AnswerView; other?: string | null }) {
  if (text === "") return <p className="text i3">This answer is empty.</p>;
  if (typeof other === "string") return <Differences text={text} other={other} />;
  if (view === "written") return <div className="text raw">{text}</div>;
  return (
    <div className="text">
      <Formatted text={text} />
    </div>
  );
}
