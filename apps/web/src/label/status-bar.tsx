"use client";
import { ArrowLeft, ArrowRight, Button, count, StateIcon, Undo2, type KeyName, type LabelAction } from "@rlhf/ui";
import { Figures, type Progress } from "./figures-line";
import type { OutboxState } from "./outbox";
import type { Preferences } from "./preferences";

type Props = {
  outbox: OutboxState;
  progress: Progress | undefined;
  /** Answers of this sitting that can be taken back. */
  given: number;
  inHistory: boolean;
  submitOn: Preferences["submitOn"];
  keyOf(name: KeyName): string | undefined;
  act(action: LabelAction): void;
  prefer(change: Partial<Preferences>): void;
};

/** Saved or kept, today's count, my figures, and the ways back. */
export function StatusBar({ outbox, progress, given, inHistory, submitOn, keyOf, act, prefer }: Props) {
  return (
    <footer className="statusbar">
      <SavedState outbox={outbox} />
      {progress && (
        <>
          <span>
            Today <b className="b5 text-ink">{count(progress.today)}</b> pairs
          </span>
          <span className="no-phone figures">
            <Figures progress={progress} />
          </span>
        </>
      )}
      <span className="row g4 end">
        <Button
          tone="quiet"
          size="sm"
          hint={keyOf("undo")}
          icon={<Undo2 className="i" aria-hidden />}
          disabled={given === 0}
          onClick={() => act({ do: "undo" })}
        >
          Undo
        </Button>
        <Button
          tone="quiet"
          size="sm"
          className="no-phone"
          hint={keyOf("previous")}
          icon={<ArrowLeft className="i" aria-hidden />}
          onClick={() => act({ do: "move", by: -1 })}
        >
          Earlier
        </Button>
        {inHistory && (
          <Button
            tone="quiet"
            size="sm"
            hint={keyOf("next")}
            icon={<ArrowRight className="i" aria-hidden />}
            onClick={() => act({ do: "move", by: 1 })}
          >
            Later
          </Button>
        )}
        <Button
          tone="quiet"
          size="sm"
          className="no-phone"
          onClick={() => prefer({ submitOn: submitOn === "enter" ? "choice" : "enter" })}
        >
          Submit on: {submitOn === "enter" ? "Enter" : "choice"}
        </Button>
      </span>
    </footer>
  );
}

function SavedState({ outbox: { trouble, kept, savedAt, extra } }: { outbox: OutboxState }) {
  if (trouble === "offline")
    return (
      <span className="row g4" role="status">
        <StateIcon state="warn" /> Offline: {kept} kept here
      </span>
    );
  if (kept > 0)
    return (
      <span className="row g4">
        <StateIcon state="run" /> Saving {kept}
      </span>
    );
  const at = savedAt === null ? null : new Date(savedAt);
  const why = extra ? "The pair had been given to somebody else; your answer is kept, and not counted twice." : "";
  return (
    <span className="row g4" title={why}>
      <StateIcon state="ok" />
      {at ? (
        <>
          {extra ? "Saved as an extra answer" : "Saved"}{" "}
          <b className="b5 text-ink" title={at.toLocaleString()}>
            {at.toLocaleTimeString()}
          </b>
        </>
      ) : (
        "All saved"
      )}
    </span>
  );
}
