"use client";
import { Button } from "@rlhf/ui";
import { useState, type FormEvent } from "react";

type Props = {
  note: string | null;
  open: boolean;
  onOpen(open: boolean): void;
  /** Null for those who only look. */
  onSave: ((note: string) => void) | null;
};

/** What people know about a regression: shown as text, written in place. */
export function RegressionNote({ note, open, onOpen, onSave }: Props) {
  const [typed, setTyped] = useState(note ?? "");
  if (!open || !onSave)
    return (
      <p className="row t13 mt-2">
        {note && <span className="i2 whitespace-pre-wrap">{note}</span>}
        {onSave && (
          <Button size="xs" tone="quiet" hint="N" onClick={() => onOpen(true)}>
            {note ? "Change note" : "Add note"}
          </Button>
        )}
      </p>
    );
  const save = (event: FormEvent) => {
    event.preventDefault();
    onSave(typed.trim());
    onOpen(false);
  };
  return (
    <form className="row mt-2" onSubmit={save}>
      <label className="grow">
        <span className="sr">Note</span>
        <input
          className="input"
          autoFocus
          maxLength={2_000}
          value={typed}
          onChange={(e) => setTyped(e.target.value)}
          onKeyDown={(e) => e.key === "Escape" && onOpen(false)}
        />
      </label>
      <Button size="sm" type="submit" hint="Enter">
        Keep
      </Button>
    </form>
  );
}
