import { describe, expect, it } from "vitest";
import { labelAction, type KeyContext, type KeyPress } from "./key-map";
import { DEFAULT_KEYS, KEY_NAMES, mayBeKey, withKey } from "./label-keys";
import { choiceWords, quickPick, SCALE_STEPS } from "./scale-steps";

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...more,
});
const at = (more: Partial<KeyContext> = {}): KeyContext => ({
  keys: DEFAULT_KEYS,
  inText: false,
  bareKeys: true,
  asking: false,
  current: null,
  ...more,
});

describe("labelAction", () => {
  it("maps 1 to 7 from A much better to B much better, and 0 to both bad", () => {
    const signed = ["1", "2", "3", "4", "5", "6", "7"].map((key) => {
      const action = labelAction(press(key), at());
      if (action?.do !== "choose") throw new Error(`${key} chose nothing`);
      return action.choice.side === "right" ? -action.choice.strength : action.choice.strength;
    });
    expect(signed).toEqual([3, 2, 1, 0, -1, -2, -3]);
    expect(labelAction(press("0"), at())).toEqual({ do: "choose", choice: { side: "both_bad", strength: 0 } });
  });

  it("raises the strength when A or B is pressed again, and starts over with the other letter", () => {
    const first = quickPick(null, "left");
    const second = quickPick(first, "left");
    expect([first.strength, second.strength, quickPick(second, "left").strength]).toEqual([2, 3, 1]);
    expect(labelAction(press("B"), at({ current: second }))).toEqual({
      do: "choose",
      choice: { side: "right", strength: 2 },
    });
  });

  it("leaves bare keys to a text field, and submits from it with control or command", () => {
    for (const key of ["1", "s", "z", "?", "Enter", "["])
      expect(labelAction(press(key), at({ inText: true }))).toBeNull();
    expect(labelAction(press("Enter", { metaKey: true }), at({ inText: true }))).toEqual({ do: "submit" });
    expect(labelAction(press("z", { ctrlKey: true }), at({ inText: true }))).toBeNull();
    expect(labelAction(press("Escape"), at({ inText: true }))).toEqual({ do: "escape" });
  });

  it("does nothing on bare keys when they are switched off, but keeps the ones with control", () => {
    for (const key of ["1", "a", "s", "Enter", "?"])
      expect(labelAction(press(key), at({ bareKeys: false }))).toBeNull();
    expect(labelAction(press("z", { ctrlKey: true }), at({ bareKeys: false }))).toEqual({ do: "undo" });
    expect(labelAction(press("Z", { ctrlKey: true, shiftKey: true }), at({ bareKeys: false }))).toEqual({ do: "redo" });
  });

  it("takes digits as reasons while reasons are asked for, and nothing else", () => {
    expect(labelAction(press("1"), at({ asking: true }))).toEqual({ do: "reason", no: 0 });
    expect(labelAction(press("a"), at({ asking: true }))).toBeNull();
  });

  it("never takes a destructive bare key, nor a key with alt", () => {
    for (const key of ["Backspace", "Delete", " ", "Tab"]) expect(labelAction(press(key), at())).toBeNull();
    expect(labelAction(press("1", { altKey: true }), at())).toBeNull();
  });

  it("says each choice in words", () => {
    expect(SCALE_STEPS.map((s) => choiceWords(s.choice))[1]).toBe("A better, strength 2 of 3");
    expect(choiceWords({ side: "both_bad", strength: 0 })).toBe("Both bad");
  });

  it("follows a changed key, and what had it takes the old one, so that no action is without a key", () => {
    const keys = withKey(DEFAULT_KEYS, "skip", "D");
    expect(labelAction(press("d"), at({ keys }))).toEqual({ do: "skip" });
    expect(labelAction(press("s"), at({ keys }))).toEqual({ do: "diff" });
    expect(new Set(Object.values(keys)).size).toBe(KEY_NAMES.length);
  });

  it("lists every key on the cheat sheet once", () => {
    expect([...KEY_NAMES].sort()).toEqual(Object.keys(DEFAULT_KEYS).sort());
  });

  it("offers no key that deletes, scrolls, or moves the focus", () => {
    expect(["Backspace", "Delete", " ", "Tab", "Escape", "ArrowDown"].filter(mayBeKey)).toEqual([]);
    expect(["q", "9", ";", "Enter", "F2"].every(mayBeKey)).toBe(true);
  });
});
