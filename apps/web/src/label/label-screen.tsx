"use client";
import { choiceWords, type Choice, type LabelAction } from "@rlhf/ui";
import dynamic from "next/dynamic";
import { useCallback, useEffect, useRef, useState } from "react";
import { useProject } from "../shell/project";
import { DeskMain } from "./desk-main";
import type { Timing } from "./draft";
import { GuidelinePanel } from "./guideline-panel";
import { usePreferences } from "./preferences";
import { WHY_NOT } from "./reasons";
import { StatusBar } from "./status-bar";
import { useDesk } from "./use-desk";
import { useLabelKeys } from "./use-label-keys";
import { useOutbox } from "./use-outbox";
import { UndoToast } from "./undo-toast";

const KeySheet = dynamic(() => import("./key-sheet").then((m) => m.KeySheet), { ssr: false });
const SETTLE_MS = 350; // a choice stands when it was not corrected for so long

export type Asking = "skip" | "flag" | null;

/** The label page: desk, guidelines beside it, status below, everything by keyboard. */
export function LabelScreen() {
  const { me, projectId } = useProject();
  const { outbox, state: outboxState } = useOutbox(me.userId);
  const [state, desk] = useDesk(projectId, outbox, outboxState);
  const [preferences, prefer] = usePreferences();
  const [asking, setAsking] = useState<Asking>(null);
  const [collapsed, setCollapsed] = useState(false);
  const [diff, setDiff] = useState(false);
  const [sheet, setSheet] = useState(false);
  const [said, setSaid] = useState("");
  const settle = useRef(0);
  const note = useRef<HTMLTextAreaElement>(null);
  const hold = () => clearTimeout(settle.current);
  useEffect(() => () => clearTimeout(settle.current), []);

  const submit = useCallback(() => {
    clearTimeout(settle.current);
    void desk.submit();
  }, [desk]);
  const choose = (choice: Choice, mode: Timing["mode"]) => {
    hold();
    desk.put({ choice }, mode);
    setSaid(choiceWords(choice));
    const auto = preferences.submitOn === "choice" && state.item?.previousId === null && state.draft.note === "";
    if (auto) settle.current = window.setTimeout(submit, SETTLE_MS);
  };
  const giveBack = (no: number) => {
    const reason = WHY_NOT[no]?.value;
    if (!reason || !asking) return;
    void desk.giveBack({ kind: asking, reason });
    setAsking(null);
  };
  const act = (action: LabelAction) => {
    if (action.do !== "choose" && action.do !== "submit") hold();
    const plain: Partial<Record<LabelAction["do"], () => void>> = {
      submit,
      skip: () => setAsking("skip"),
      flag: () => setAsking("flag"),
      undo: () => void desk.undo(),
      redo: () => void desk.redo(),
      rationale: () => note.current?.focus(),
      diff: () => setDiff(!diff),
      markdown: () => prefer({ view: preferences.view === "formatted" ? "written" : "formatted" }),
      syncScroll: () => prefer({ syncScroll: !preferences.syncScroll }),
      collapse: () => setCollapsed(!collapsed),
      guidelines: () => prefer({ guidelines: !preferences.guidelines }),
      help: () => setSheet(true),
      escape: () => {
        setAsking(null);
        if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      },
    };
    if (action.do === "choose") choose(action.choice, "keyboard");
    else if (action.do === "reason") giveBack(action.no);
    else if (action.do === "move") void desk.move(action.by);
    else plain[action.do]?.();
  };
  useLabelKeys({ bareKeys: preferences.bareKeys, asking: asking !== null, current: state.draft.choice, act });
  const last = state.given.at(-1);
  return (
    <>
      <main className="page label-page" id="content">
        <div className={preferences.guidelines ? "label-grid" : ""}>
          <DeskMain
            state={state}
            outbox={outboxState}
            onDiscard={(id) => void outbox.discard(id)}
            view={{ ...preferences, collapsed, diff, asking }}
            note={note}
            on={{
              act,
              choose: (choice, mode) => choose(choice, mode),
              giveBack,
              put: (change) => (hold(), desk.put(change, "mouse")),
            }}
          />
          {preferences.guidelines && <GuidelinePanel onClose={() => prefer({ guidelines: false })} />}
        </div>
        {last && <UndoToast key={last.judgmentId} given={last} onUndo={() => void desk.undo()} />}
        <p className="sr" aria-live="polite">
          {said}
        </p>
        {sheet && <KeySheet onClose={() => setSheet(false)} preferences={preferences} prefer={prefer} />}
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
