"use client";
import { choiceWords, type Choice, type LabelAction } from "@rlhf/ui";
import dynamic from "next/dynamic";
import { useEffect, useRef, useState, type RefObject } from "react";
import { useProject } from "../shell/project";
import { DeskMain } from "./desk-main";
import type { Desk, DeskState } from "./desk";
import type { Draft, Timing } from "./draft";
import { GuidelinePanel } from "./guideline-panel";
import { usePreferences, type Preferences } from "./preferences";
import { WHY_NOT } from "./reasons";
import { StatusBar } from "./status-bar";
import { useDesk } from "./use-desk";
import { useLabelKeys } from "./use-label-keys";
import { useOutbox } from "./use-outbox";
import { UndoToast } from "./undo-toast";

const KeySheet = dynamic(() => import("./key-sheet").then((m) => m.KeySheet), { ssr: false });
const SETTLE_MS = 350; // a choice stands when it was not corrected for so long

export type Asking = "skip" | "flag" | null;
type View = { asking: Asking; collapsed: boolean; diff: boolean; sheet: boolean };

/** The label page: desk, guidelines beside it, status below, everything by keyboard. */
export function LabelScreen() {
  const { me, projectId } = useProject();
  const { outbox, state: outboxState } = useOutbox(me.userId);
  const [state, desk] = useDesk(projectId, outbox, outboxState);
  const [preferences, prefer] = usePreferences();
  const [view, setView] = useState<View>({ asking: null, collapsed: false, diff: false, sheet: false });
  const note = useRef<HTMLTextAreaElement>(null);
  const look = (change: Partial<View>) => setView((old) => ({ ...old, ...change }));
  const { choose, submit, hold, said } = useChoosing(desk, state, preferences);
  const giveBack = (no: number) => {
    const reason = WHY_NOT[no]?.value;
    if (!reason || !view.asking) return;
    void desk.giveBack({ kind: view.asking, reason });
    look({ asking: null });
  };
  const act = (action: LabelAction) => {
    if (action.do === "choose") return choose(action.choice, "keyboard");
    if (action.do === "submit") return submit();
    hold();
    if (action.do === "reason") return giveBack(action.no);
    if (action.do === "move") return void desk.move(action.by);
    plainActions({ desk, view, look, preferences, prefer, note })[action.do]();
  };
  useLabelKeys({ bareKeys: preferences.bareKeys, asking: view.asking !== null, current: state.draft.choice, act });
  const last = state.given.at(-1);
  const put = (change: Partial<Draft>) => {
    hold();
    desk.put(change, "mouse");
  };
  return (
    <>
      <main className="page label-page" id="content">
        <div className={preferences.guidelines ? "label-grid" : ""}>
          <DeskMain
            state={state}
            outbox={outboxState}
            onDiscard={(id) => void outbox.discard(id)}
            view={{ ...preferences, ...view }}
            note={note}
            on={{ act, choose, giveBack, put }}
          />
          {preferences.guidelines && <GuidelinePanel onClose={() => prefer({ guidelines: false })} />}
        </div>
        {last && <UndoToast key={last.judgmentId} given={last} onUndo={() => void desk.undo()} />}
        <p className="sr" aria-live="polite">
          {said}
        </p>
        {view.sheet && <KeySheet onClose={() => look({ sheet: false })} preferences={preferences} prefer={prefer} />}
      </main>
      <StatusBar
        outbox={outboxState}
        given={state.given.length}
        onPrevious={() => void desk.move(-1)}
        submitOn={preferences.submitOn}
        prefer={prefer}
      />
    </>
  );
}

/** A choice submits by itself when it was not corrected for a moment; any other input holds it back. */
function useChoosing(desk: Desk, state: DeskState, { submitOn }: Preferences) {
  const settle = useRef(0);
  const [said, setSaid] = useState("");
  useEffect(() => () => clearTimeout(settle.current), []);
  const hold = () => clearTimeout(settle.current);
  const submit = () => {
    hold();
    void desk.submit();
  };
  const choose = (choice: Choice, mode: Timing["mode"]) => {
    hold();
    desk.put({ choice }, mode);
    setSaid(choiceWords(choice));
    const auto = submitOn === "choice" && state.item?.previousId === null && state.draft.note === "";
    if (auto) settle.current = window.setTimeout(submit, SETTLE_MS);
  };
  return { choose, submit, hold, said };
}

type Acting = {
  desk: Desk;
  view: View;
  look(change: Partial<View>): void;
  preferences: Preferences;
  prefer(change: Partial<Preferences>): void;
  note: RefObject<HTMLTextAreaElement | null>;
};
type PlainName = Exclude<LabelAction["do"], "choose" | "reason" | "move" | "submit">;

function plainActions({ desk, view, look, preferences, prefer, note }: Acting): Record<PlainName, () => void> {
  return {
    skip: () => look({ asking: "skip" }),
    flag: () => look({ asking: "flag" }),
    undo: () => void desk.undo(),
    redo: () => void desk.redo(),
    rationale: () => note.current?.focus(),
    diff: () => look({ diff: !view.diff }),
    markdown: () => prefer({ view: preferences.view === "formatted" ? "written" : "formatted" }),
    syncScroll: () => prefer({ syncScroll: !preferences.syncScroll }),
    collapse: () => look({ collapsed: !view.collapsed }),
    guidelines: () => prefer({ guidelines: !preferences.guidelines }),
    help: () => look({ sheet: true }),
    escape: () => {
      look({ asking: null });
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    },
  };
}
