"use client";
import { choiceWords, type Choice, type LabelAction, type PointedBy } from "@rlhf/ui";
import { useEffect, useRef, useState, type RefObject } from "react";
import type { Desk, DeskState } from "./desk";
import type { Draft } from "./draft";
import type { Preferences } from "./preferences";
import { WHY_NOT } from "./reasons";
import { useLabelKeys } from "./use-label-keys";

const SETTLE_MS = 350; // a choice stands when it was not corrected for so long

export type Asking = "skip" | "flag" | null;
type View = { asking: Asking; collapsed: boolean; diff: boolean; sheet: "keys" | "more" | null };
const PLAIN: View = { asking: null, collapsed: false, diff: false, sheet: null };

type Parts = {
  desk: Desk;
  state: DeskState;
  preferences: Preferences;
  prefer(change: Partial<Preferences>): void;
  note: RefObject<HTMLTextAreaElement | null>;
};

/** What keys and buttons do on the desk, and how the person looks at it. `said`: what a screen reader hears. */
export function useActing({ desk, state, preferences, prefer, note }: Parts) {
  const [view, setView] = useState(PLAIN);
  const look = (change: Partial<View>) => setView((old) => ({ ...old, ...change }));
  const { choose, submit, hold, said } = useChoosing(desk, state, preferences);
  const giveBack = (no: number) => {
    const reason = WHY_NOT[no]?.value;
    if (!reason || !view.asking) return;
    void desk.giveBack({ kind: view.asking, reason, note: state.draft.note });
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
  const put = (change: Partial<Draft>) => {
    hold();
    desk.put(change);
  };
  const { keys, bareKeys } = preferences;
  useLabelKeys({ keys, bareKeys, asking: view.asking !== null, current: state.draft.choice, act });
  return { view, look, act, choose, giveBack, put, said };
}

/** A choice submits by itself when it was not corrected for a moment; any other input holds it back. */
function useChoosing(desk: Desk, state: DeskState, { submitOn }: Preferences) {
  const settle = useRef(0);
  const [said, setSaid] = useState("");
  useEffect(() => () => clearTimeout(settle.current), []);
  const pair = state.item?.assignmentId;
  const [spoken, setSpoken] = useState(pair);
  if (pair !== spoken) {
    setSpoken(pair);
    if (pair) setSaid(spoken ? "Next pair" : "A pair to judge");
  }
  const hold = () => clearTimeout(settle.current);
  const submit = () => {
    hold();
    void desk.submit();
  };
  const choose = (choice: Choice, by: PointedBy) => {
    hold();
    desk.put({ choice }, by);
    setSaid(choiceWords(choice));
    const auto = submitOn === "choice" && state.item?.previousId === null && state.draft.note === "";
    if (auto) settle.current = window.setTimeout(submit, SETTLE_MS);
  };
  return { choose, submit, hold, said };
}

type Acting = Omit<Parts, "state"> & { view: View; look(change: Partial<View>): void };
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
    help: () => look({ sheet: "keys" }),
    escape: () => {
      look({ asking: null });
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    },
  };
}
