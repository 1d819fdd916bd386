"use client";
import { AnswerCard, Empty, Skeleton, type Choice, type KeyName, type LabelAction, type PointedBy } from "@rlhf/ui";
import Link from "next/link";
import { useEffect, useRef, type RefObject, type UIEvent } from "react";
import type { DeskState } from "./desk";
import { DeskHead } from "./desk-head";
import { Dock } from "./dock";
import type { DeskItem, Draft } from "./draft";
import type { Asking } from "./use-acting";
import type { Preferences } from "./preferences";
import { PromptCard } from "./prompt-card";

export type DeskView = Preferences & { collapsed: boolean; diff: boolean; asking: Asking };
export type DeskEvents = {
  act(action: LabelAction): void;
  choose(choice: Choice, by: PointedBy): void;
  giveBack(no: number): void;
  put(change: Partial<Draft>): void;
  more(): void;
};
type Props = {
  state: DeskState;
  view: DeskView;
  keyOf(name: KeyName): string | undefined;
  note: RefObject<HTMLTextAreaElement | null>;
  on: DeskEvents;
};

/** The prompt, both answers and the dock under them; or what stands in their place. */
export function DeskMain({ state, view, keyOf, note, on }: Props) {
  const { item, phase } = state;
  return (
    <>
      <DeskHead state={state} view={view} keyOf={keyOf} on={on} />
      {phase === "idle" && <Nothing why={state.why} />}
      {!item && phase === "loading" && <Skeleton lines={6} height={24} />}
      {!item && phase === "waiting" && (
        <Empty title="Waiting for the server">
          Your answers are kept in this browser. The next pair comes by itself.
        </Empty>
      )}
      {item && phase !== "idle" && (
        <div className={phase === "ready" ? "contents" : "pair-busy"} aria-busy={phase !== "ready"}>
          <PromptCard item={item} collapsed={view.collapsed} hint={keyOf("collapse")} on={on} />
          <Pair item={item} view={view} choice={state.draft.choice} />
          <Dock
            draft={state.draft}
            busy={phase !== "ready"}
            fresh={item.previousId === null}
            asking={view.asking}
            keyOf={keyOf}
            note={note}
            on={on}
          />
        </div>
      )}
    </>
  );
}

function Nothing({ why }: { why: DeskState["why"] }) {
  if (why === "empty")
    return (
      <Empty title="No batch is open for labeling">
        A researcher opens one from prompts and policies; pairs then appear here by themselves.
      </Empty>
    );
  return (
    <Empty
      title="You have judged every pair there is for you"
      action={
        <Link className="btn" href="/history">
          See my answers
        </Link>
      }
    >
      New pairs appear here by themselves as soon as a batch brings some.
    </Empty>
  );
}

function Pair({ item, view, choice }: { item: DeskItem; view: DeskView; choice: Choice | null }) {
  const left = useRef<HTMLDivElement>(null);
  const right = useRef<HTMLDivElement>(null);
  useEffect(() => {
    for (const box of [left.current, right.current]) box?.scrollTo({ top: 0 });
  }, [item.assignmentId]);
  const follow = (other: RefObject<HTMLDivElement | null>) => (event: UIEvent<HTMLDivElement>) => {
    if (view.syncScroll && event.currentTarget.matches(":hover, :focus, :focus-within"))
      other.current?.scrollTo({ top: event.currentTarget.scrollTop });
  };
  const { leftText, rightText } = item;
  return (
    <div className="answers">
      <AnswerCard
        side="a"
        text={leftText}
        view={view.view}
        other={view.diff ? rightText : null}
        chosen={choice?.side === "left"}
        scrollRef={left}
        onScroll={follow(right)}
      />
      <AnswerCard
        side="b"
        text={rightText}
        view={view.view}
        other={view.diff ? leftText : null}
        chosen={choice?.side === "right"}
        scrollRef={right}
        onScroll={follow(left)}
      />
    </div>
  );
}
