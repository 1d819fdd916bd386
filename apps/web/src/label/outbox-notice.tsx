"use client";
import { Button, StateIcon } from "@rlhf/ui";
import type { OutboxState } from "./outbox";

const pairs = (n: number): string => (n === 1 ? "1 answer is" : `${n} answers are`);

/** What happened to the work, when something did: offline, signed out, or refused. */
export function OutboxNotice({ outbox, onDiscard }: { outbox: OutboxState; onDiscard(id: string): void }) {
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
        <p key={entry.id} className="card row t13 p-3" role="alert">
          <StateIcon state="fail" />
          An answer of {new Date(entry.at).toLocaleTimeString()} was not stored. {entry.refused}
          <Button size="sm" className="end" onClick={() => onDiscard(entry.id)}>
            Drop it
          </Button>
        </p>
      ))}
    </div>
  );
}
