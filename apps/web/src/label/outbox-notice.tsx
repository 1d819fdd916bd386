"use client";
import { Button, choiceWords, StateIcon } from "@rlhf/ui";
import type { Entry, OutboxState } from "./outbox";

const pairs = (n: number): string => (n === 1 ? "1 answer is" : `${n} answers are`);
type Props = { outbox: OutboxState; onDiscard(id: string): void; onInsist(id: string): void };

/** What happened to the work, when something did: offline, signed out, or refused. */
export function OutboxNotice({ outbox, onDiscard, onInsist }: Props) {
  const { trouble, kept, refused } = outbox;
  if (trouble === null && refused.length === 0) return null;
  return (
    <div className="flex flex-col gap-2">
      {trouble && (
        <p className="card row t13 p-3" role="status">
          <StateIcon state="warn" />
          {trouble === "offline" ? "The server cannot be reached." : "You are signed out."}{" "}
          {kept > 0 && `${pairs(kept)} kept here and will be sent.`}
          {trouble === "signed_out" && (
            <a className="btn sm end" href="/sign-in?to=/label">
              Sign in again
            </a>
          )}
        </p>
      )}
      {refused.map((entry) => (
        <div key={entry.id} className="card row t13 flex-wrap p-3" role="alert">
          <StateIcon state="fail" />
          <span className="grow basis-60">
            Your {whatOf(entry)} of {new Date(entry.at).toLocaleTimeString()} was not stored; it is kept here.{" "}
            {entry.refused}
          </span>
          {entry.standing && isAnswer(entry) && (
            <Button size="sm" onClick={() => onInsist(entry.id)}>
              Keep this one instead
            </Button>
          )}
          <Button size="sm" tone="quiet" onClick={() => onDiscard(entry.id)}>
            Drop it
          </Button>
        </div>
      ))}
    </div>
  );
}

const isAnswer = (entry: Entry) => entry.kind === "submit" || entry.kind === "edit";

function whatOf(entry: Entry): string {
  if (entry.kind !== "submit" && entry.kind !== "edit") return entry.kind;
  return `answer “${choiceWords({ side: entry.input.side, strength: entry.input.strength ?? 0 })}”`;
}
