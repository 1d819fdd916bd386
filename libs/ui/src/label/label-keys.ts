// Which key does what on the label page. Names are stable, keys may be changed by the person.

/** The keys as they come; letters in small, as the keyboard reports them without Shift. */
export const DEFAULT_KEYS = {
  aMuch: "1",
  aBetter: "2",
  aSlightly: "3",
  same: "4",
  bSlightly: "5",
  bBetter: "6",
  bMuch: "7",
  bothBad: "0",
  pickA: "a",
  pickB: "b",
  submit: "Enter",
  skip: "s",
  flag: "f",
  rationale: "r",
  undo: "z",
  previous: "[",
  next: "]",
  diff: "d",
  markdown: "m",
  syncScroll: "w",
  collapse: "c",
  guidelines: "g",
  help: "?",
};
export type KeyName = keyof typeof DEFAULT_KEYS;
export type LabelKeys = Record<KeyName, string>;

/** The cheat sheet, in the groups in which it is read. */
export const KEY_GROUPS: readonly { group: string; keys: readonly (readonly [name: KeyName, what: string])[] }[] = [
  {
    group: "Judge",
    keys: [
      ["aMuch", "A much better"],
      ["aBetter", "A better"],
      ["aSlightly", "A slightly better"],
      ["same", "About the same: a tie"],
      ["bSlightly", "B slightly better"],
      ["bBetter", "B better"],
      ["bMuch", "B much better"],
      ["bothBad", "Both bad: neither is good enough"],
      ["pickA", "A better; press again for stronger"],
      ["pickB", "B better; press again for stronger"],
      ["submit", "Submit; with Ctrl from a text field, too"],
      ["skip", "Skip, then 1–5 for the reason"],
      ["flag", "Flag, then 1–5 for the reason"],
      ["rationale", "Write why; Esc leaves the field"],
    ],
  },
  {
    group: "Go back",
    keys: [
      ["undo", "Undo, also after it was submitted; with Shift do it again"],
      ["previous", "Earlier answer in my history"],
      ["next", "Later answer in my history"],
    ],
  },
  {
    group: "Read",
    keys: [
      ["diff", "Differences between the answers"],
      ["markdown", "Formatted, or as it was written"],
      ["syncScroll", "Scroll both answers together"],
      ["collapse", "Collapse the prompt"],
      ["guidelines", "Guidelines"],
      ["help", "This sheet; Esc leaves what is open"],
    ],
  },
];

export const KEY_NAMES: readonly KeyName[] = KEY_GROUPS.flatMap(({ keys }) => keys.map(([name]) => name));

/** A key as it is printed on a button. */
export const keyText = (key: string): string => (key.length === 1 ? key.toUpperCase() : key);

// Deleting keys would look destructive; Tab, Esc, Space and the arrows belong to whoever has no mouse
const FREE = /^(?:[!-~]|Enter|F\d{1,2})$/;

export const mayBeKey = (key: string): boolean => FREE.test(key);

/** `name` on another key; what had that key takes the old one, so no action is ever without. */
export function withKey(keys: LabelKeys, name: KeyName, pressed: string): LabelKeys {
  const key = pressed.length === 1 ? pressed.toLowerCase() : pressed;
  const holder = KEY_NAMES.find((other) => keys[other] === key);
  return { ...keys, ...(holder ? { [holder]: keys[name] } : {}), [name]: key };
}
