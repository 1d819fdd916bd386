"use client";
import { BookOpen, Button, Code, Diff, type KeyName, type LabelAction } from "@rlhf/ui";
import type { DeskState } from "./desk";
import type { DeskEvents, DeskView } from "./desk-main";

type Props = {
  state: DeskState;
  view: DeskView;
  keyOf(name: KeyName): string | undefined;
  on: Pick<DeskEvents, "act">;
};

/** What is asked, and the ways to look at the pair. */
export function DeskHead({ state, view, keyOf, on }: Props) {
  const { item, historyAt, late } = state;
  const again = item !== null && item.previousId !== null;
  return (
    <div className="head no-phone">
      <h1>{historyAt === null ? "Which answer is better?" : "Your earlier answer"}</h1>
      {again && <span className="tag">a new answer replaces the old one; Enter submits</span>}
      {late && !again && <span className="tag">somebody else may get this pair now; your answer is still kept</span>}
      <span className="row g4 end">
        <Look do="diff" icon={Diff} on={view.diff} hint={keyOf("diff")} act={on.act}>
          Differences
        </Look>
        <Look do="markdown" icon={Code} on={view.view === "written"} hint={keyOf("markdown")} act={on.act}>
          As written
        </Look>
        <Look do="guidelines" icon={BookOpen} on={view.guidelines} hint={keyOf("guidelines")} act={on.act}>
          Guidelines
        </Look>
        <Button tone="quiet" size="sm" hint={keyOf("help")} onClick={() => on.act({ do: "help" })}>
          Keys
        </Button>
      </span>
    </div>
  );
}

type LookProps = {
  do: "diff" | "markdown" | "guidelines";
  icon: typeof Diff;
  on: boolean;
  hint: string | undefined;
  act(action: LabelAction): void;
  children: string;
};

function Look({ do: what, icon: Icon, on, hint, act, children }: LookProps) {
  return (
    <Button
      tone="quiet"
      size="sm"
      hint={hint}
      icon={<Icon className="i" aria-hidden />}
      aria-pressed={on}
      onClick={() => act({ do: what })}
    >
      {children}
    </Button>
  );
}
