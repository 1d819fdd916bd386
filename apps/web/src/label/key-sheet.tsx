"use client";
import { Button, DEFAULT_KEYS, Dialog, KEY_GROUPS, keyText, mayBeKey, Toggle, withKey, type KeyName } from "@rlhf/ui";
import { useState, type KeyboardEvent } from "react";
import type { Preferences } from "./preferences";

type Props = { onClose(): void; preferences: Preferences; prefer(change: Partial<Preferences>): void };

/** Every key of the label page, the way to change one, and how submitting works. */
export function KeySheet({ onClose, preferences, prefer }: Props) {
  const { keys } = preferences;
  const [changing, setChanging] = useState<KeyName | null>(null);
  const take = (name: KeyName) => (event: KeyboardEvent) => {
    if (changing !== name || event.key === "Tab") return;
    event.preventDefault();
    if (!mayBeKey(event.key)) return;
    prefer({ keys: withKey(keys, name, event.key) });
    setChanging(null);
  };
  const changed = JSON.stringify(keys) !== JSON.stringify(DEFAULT_KEYS);
  return (
    <Dialog open onClose={onClose} title="Keys" about="Press a key here to put its action on another one.">
      <div className="flex flex-col gap-4">
        {KEY_GROUPS.map(({ group, keys: rows }) => (
          <section key={group}>
            <h3 className="mb-1">{group}</h3>
            <dl className="t13 key-rows">
              {rows.map(([name, what]) => (
                <div key={name} className="contents">
                  <dt>
                    <button
                      type="button"
                      className="key-button"
                      aria-label={`Key for ${what}: ${keyText(keys[name])}. Press to change`}
                      aria-pressed={changing === name}
                      onClick={() => setChanging(changing === name ? null : name)}
                      onKeyDown={take(name)}
                      onBlur={() => setChanging(null)}
                    >
                      <kbd>{changing === name ? "a key …" : keyText(keys[name])}</kbd>
                    </button>
                  </dt>
                  <dd>{what}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <section className="flex flex-col gap-2 border-t border-line pt-3">
          <Toggle
            label="Single keys act without Ctrl"
            on={preferences.bareKeys}
            onChange={(bareKeys) => prefer({ bareKeys })}
          />
          <Toggle
            label="Submit a choice by itself after a moment"
            on={preferences.submitOn === "choice"}
            onChange={(on) => prefer({ submitOn: on ? "choice" : "enter" })}
          />
          {changed && (
            <Button size="sm" className="self-start" onClick={() => prefer({ keys: DEFAULT_KEYS })}>
              Put all keys back
            </Button>
          )}
        </section>
      </div>
    </Dialog>
  );
}
