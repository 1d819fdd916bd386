"use client";
import { Dialog, LABEL_KEYS, Toggle } from "@rlhf/ui";
import type { Preferences } from "./preferences";

type Props = { onClose(): void; preferences: Preferences; prefer(change: Partial<Preferences>): void };

/** Every key of the label page, and how submitting works. */
export function KeySheet({ onClose, preferences, prefer }: Props) {
  return (
    <Dialog open onClose={onClose} title="Keys">
      <div className="flex flex-col gap-4">
        {LABEL_KEYS.map(({ group, keys }) => (
          <section key={group}>
            <h3 className="mb-1">{group}</h3>
            <dl className="t13 grid grid-cols-[112px_1fr] gap-y-1.5">
              {keys.map(([pressed, what]) => (
                <div key={pressed} className="contents">
                  <dt>
                    <kbd>{pressed}</kbd>
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
        </section>
      </div>
    </Dialog>
  );
}
