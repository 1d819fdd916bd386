import { KEY_NAMES, type KeyName, type LabelKeys } from "./label-keys";
import { BOTH_BAD, quickPick, SCALE_STEPS, type Choice } from "./scale-steps";

export type LabelAction =
  { do: "choose"; choice: Choice } | { do: "reason"; no: number } | { do: "move"; by: -1 | 1 } | { do: Plain };
type Plain =
  | "submit"
  | "skip"
  | "flag"
  | "undo"
  | "redo"
  | "rationale"
  | "diff"
  | "markdown"
  | "syncScroll"
  | "collapse"
  | "guidelines"
  | "help"
  | "escape";

export type KeyPress = { key: string; ctrlKey: boolean; metaKey: boolean; shiftKey: boolean; altKey: boolean };
export type KeyContext = {
  keys: LabelKeys;
  /** The focus is in a text field: bare keys are text. */
  inText: boolean;
  /** The person switched single-key shortcuts off (WCAG 2.1.4). */
  bareKeys: boolean;
  /** Chips of reasons for skipping or flagging are open: digits choose one. */
  asking: boolean;
  current: Choice | null;
};

/** What a key means on the label page; null leaves it to the browser. Nothing here destroys work. */
export function labelAction(press: KeyPress, context: KeyContext): LabelAction | null {
  if (press.altKey) return null;
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  if (key === "Escape") return { do: "escape" };
  if (press.ctrlKey || press.metaKey) return withControl(key, { shift: press.shiftKey, inText: context.inText });
  if (context.inText || !context.bareKeys) return null;
  if (context.asking) return /^[1-9]$/.test(key) ? { do: "reason", no: Number(key) - 1 } : null;
  const name = KEY_NAMES.find((one) => context.keys[one] === key);
  return name ? MEANINGS[name]({ shift: press.shiftKey, current: context.current }) : null;
}

function withControl(key: string, at: { shift: boolean; inText: boolean }): LabelAction | null {
  if (key === "Enter") return { do: "submit" };
  if (key !== "z" || at.inText) return null; // in a field the browser undoes typing
  return { do: at.shift ? "redo" : "undo" };
}

type Meaning = (at: { shift: boolean; current: Choice | null }) => LabelAction;
const plain =
  (what: Plain): Meaning =>
  () => ({ do: what });
const choose =
  (choice: Choice): Meaning =>
  () => ({ do: "choose", choice });
const pick =
  (side: "left" | "right"): Meaning =>
  ({ current }) => ({ do: "choose", choice: quickPick(current, side) });

const MEANINGS: Record<KeyName, Meaning> = {
  aMuch: choose(SCALE_STEPS[0].choice),
  aBetter: choose(SCALE_STEPS[1].choice),
  aSlightly: choose(SCALE_STEPS[2].choice),
  same: choose(SCALE_STEPS[3].choice),
  bSlightly: choose(SCALE_STEPS[4].choice),
  bBetter: choose(SCALE_STEPS[5].choice),
  bMuch: choose(SCALE_STEPS[6].choice),
  bothBad: choose(BOTH_BAD),
  pickA: pick("left"),
  pickB: pick("right"),
  submit: plain("submit"),
  skip: plain("skip"),
  flag: plain("flag"),
  rationale: plain("rationale"),
  undo: ({ shift }) => ({ do: shift ? "redo" : "undo" }),
  previous: () => ({ do: "move", by: -1 }),
  next: () => ({ do: "move", by: 1 }),
  diff: plain("diff"),
  markdown: plain("markdown"),
  syncScroll: plain("syncScroll"),
  collapse: plain("collapse"),
  guidelines: plain("guidelines"),
  help: plain("help"),
};
