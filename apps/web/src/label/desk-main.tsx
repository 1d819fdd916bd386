"use client";
import { AnswerCard, Button, Empty, Skeleton, wordDiff, type Choice, type LabelAction, BookOpen, Diff } from "@rlhf/ui";
import Link from "next/link";
import { useEffect, useRef, type RefObject, type UIEvent } from "react";
import type { DeskState } from "./desk";
import { Dock } from "./dock";
import type { DeskItem, Draft, Timing } from "./draft";
import type { Asking } from "./label-screen";
import type { OutboxState } from "./outbox";
import { OutboxNotice } from "./outbox-notice";
import type { Preferences } from "./preferences";

export type DeskView = Preferences & { collapsed: boolean; diff: boolean; asking: Asking };
export type DeskEvents = {
  act(action: LabelAction): void;
  choose(choice: Choice, mode: Timing["mode"]): void;
  giveBack(no: number): void;
  put(change: Partial<Draft>): void;
};
type Props = {
  state: DeskState;
  outbox: OutboxState;
  onDiscard(id: string): void;
  view: DeskView;
  note: RefObject<HTMLTextAreaElement | null>;
  on: DeskEvents;
};

/** The prompt, both answers and the dock under them; or what stands in their place. */
export function DeskMain({ state, outbox, onDiscard, view, note, on }: Props) {
  const { item, phase } = state;
  return (
    <section className="label-main">
      <div className="head no-phone">
        <h1>{state.historyAt === null ? "Which answer is better?" : "Your earlier answer"}</h1>
        {item && item.previousId !== null && (
          <span className="tag">a new answer replaces the old one; Enter submits</span>
        )}
        <span className="row g4 end">
          <Button
            tone="quiet"
            size="sm"
            hint="D"
            icon={<Diff className="i" aria-hidden />}
            aria-pressed={view.diff}
            onClick={() => on.act({ do: "diff" })}
          >
            Differences
          </Button>
          <Button
            tone="quiet"
            size="sm"
            hint="G"
            icon={<BookOpen className="i" aria-hidden />}
            aria-pressed={view.guidelines}
            onClick={() => on.act({ do: "guidelines" })}
          >
            Guidelines
          </Button>
          <Button tone="quiet" size="sm" hint="?" onClick={() => on.act({ do: "help" })}>
            Keys
          </Button>
        </span>
      </div>
      <OutboxNotice outbox={outbox} onDiscard={onDiscard} />
      {phase === "idle" && <Nothing why={state.why} />}
      {!item && phase === "loading" && <Skeleton lines={6} height={24} />}
      {!item && phase === "waiting" && (
        <Empty title="Waiting for the server">
          Your answers are kept in this browser. The next pair comes by itself.
        </Empty>
      )}
      {item && phase !== "idle" && (
        <div className={phase === "ready" ? "contents" : "pair-busy"} aria-busy={phase !== "ready"}>
          <PromptCard item={item} collapsed={view.collapsed} onToggle={() => on.act({ do: "collapse" })} />
          <Pair item={item} view={view} choice={state.draft.choice} />
          <Dock
            draft={state.draft}
            busy={phase !== "ready"}
            fresh={item.previousId === null}
            asking={view.asking}
            note={note}
            on={on}
          />
        </div>
      )}
    </section>
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

function PromptCard({ item, collapsed, onToggle }: { item: DeskItem; collapsed: boolean; onToggle(): void }) {
  return (
    <div className="card prompt">
      <header>
        <h2 className="t12 b5 i3">Prompt</h2>
        <span className="end row g4 no-phone">
          <Button tone="quiet" size="xs" hint="C" aria-expanded={!collapsed} onClick={onToggle}>
            {collapsed ? "Show" : "Collapse"}
          </Button>
        </span>
        <nav className="only-phone seg jump" aria-label="Jump to an answer">
          <a href="#answer-a" aria-label="Answer A">
            <span className="letter a">A</span>
          </a>
          <a href="#answer-b" aria-label="Answer B">
            <span className="letter b">B</span>
          </a>
        </nav>
      </header>
      {!collapsed && (
        <div className="prompt-text" tabIndex={0} role="group" aria-label="Prompt">
          {item.prompt.map((message, i) => (
            <p
              key={i}
              className={message.role === "user" ? "t16 b5 whitespace-pre-wrap" : "t13 i2 whitespace-pre-wrap"}
            >
              {item.prompt.length > 1 && <span className="i3">{message.role}: </span>}
              {message.content}
            </p>
          ))}
        </div>
      )}
    </div>
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
  const diff = view.diff ? wordDiff(item.leftText, item.rightText) : null;
  return (
    <div className="answers">
      <AnswerCard
        side="a"
        text={item.leftText}
        view={view.view}
        pieces={diff?.left}
        chosen={choice?.side === "left"}
        scrollRef={left}
        onScroll={follow(right)}
      />
      <AnswerCard
        side="b"
        text={item.rightText}
        view={view.view}
        pieces={diff?.right}
        chosen={choice?.side === "right"}
        scrollRef={right}
        onScroll={follow(left)}
      />
    </div>
  );
}
