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
  /** The focus is in a text field: bare keys are text. */
  inText: boolean;
  /** The person switched single-key shortcuts off (WCAG 2.1.4). */
  bareKeys: boolean;
  /** Chips of reasons for skipping or flagging are open: digits choose one. */
  asking: boolean;
  current: Choice | null;
};

const BARE: Record<string, Plain> = {
  s: "skip",
  f: "flag",
  r: "rationale",
  d: "diff",
  m: "markdown",
  w: "syncScroll",
  c: "collapse",
  g: "guidelines",
  "?": "help",
};

/** What a key means on the label page; null leaves it to the browser. Nothing here destroys work. */
export function labelAction(press: KeyPress, context: KeyContext): LabelAction | null {
  if (press.altKey) return null;
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  if (key === "Escape") return { do: "escape" };
  if (press.ctrlKey || press.metaKey) return withControl(key, { shift: press.shiftKey, inText: context.inText });
  if (context.inText || !context.bareKeys) return null;
  return bare(key, press.shiftKey, context);
}

function withControl(key: string, at: { shift: boolean; inText: boolean }): LabelAction | null {
  if (key === "Enter") return { do: "submit" };
  if (key !== "z" || at.inText) return null; // in a field the browser undoes typing
  return { do: at.shift ? "redo" : "undo" };
}

function bare(key: string, shift: boolean, { asking, current }: KeyContext): LabelAction | null {
  if (asking) return /^[1-9]$/.test(key) ? { do: "reason", no: Number(key) - 1 } : null;
  const step = SCALE_STEPS.find((s) => s.key === key);
  if (step) return { do: "choose", choice: step.choice };
  if (key === "0") return { do: "choose", choice: BOTH_BAD };
  if (key === "a" || key === "b") return { do: "choose", choice: quickPick(current, key === "a" ? "left" : "right") };
  if (key === "z") return { do: shift ? "redo" : "undo" };
  if (key === "[" || key === "]") return { do: "move", by: key === "[" ? -1 : 1 };
  if (key === "Enter") return { do: "submit" };
  const plain = BARE[key];
  return plain ? { do: plain } : null;
}

/** The cheat sheet, in the groups in which it is read. */
export const LABEL_KEYS: readonly { group: string; keys: readonly (readonly [keys: string, what: string])[] }[] = [
  {
    group: "Judge",
    keys: [
      ["1 … 7", "A much better … B much better"],
      ["0", "Both bad"],
      ["A  B", "Better; press again for stronger"],
      ["Enter", "Submit"],
      ["Ctrl Enter", "Submit, also from a text field"],
      ["S", "Skip, then 1–5 for the reason"],
      ["F", "Flag, then 1–5 for the reason"],
      ["R", "Write why"],
    ],
  },
  {
    group: "Go back",
    keys: [
      ["Z", "Undo, also after it was submitted"],
      ["Shift Z", "Do again what was undone"],
      ["[  ]", "Previous and next in my history"],
    ],
  },
  {
    group: "Read",
    keys: [
      ["D", "Differences between the answers"],
      ["M", "Formatted, or as it was written"],
      ["W", "Scroll both answers together"],
      ["C", "Collapse the prompt"],
      ["G", "Guidelines"],
      ["?", "This sheet"],
      ["Esc", "Out of what is open"],
    ],
  },
];
