"use client";
import { Button, count, percent, percentBounds, StateIcon, Term, ArrowLeft } from "@rlhf/ui";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";
import type { OutboxState } from "./outbox";
import type { Preferences } from "./preferences";

const midnight = (): Date => new Date(new Date().setHours(0, 0, 0, 0));

type Props = {
  outbox: OutboxState;
  given: number;
  onPrevious(): void;
  submitOn: Preferences["submitOn"];
  prefer(change: Partial<Preferences>): void;
};

/** Saved or kept, today's count, pace and agreement; asked anew every few answers, old figures stay meanwhile. */
export function StatusBar({ outbox, given, onPrevious, submitOn, prefer }: Props) {
  const { projectId } = useProject();
  const [dayStart] = useState(midnight);
  const trpc = useTRPC();
  const options = trpc.label.progress.queryOptions({ projectId, dayStart });
  const { data, refetch } = useQuery(options);
  const every = Math.floor(given / 3);
  useEffect(() => {
    if (every > 0) void refetch();
  }, [every, refetch]);
  return (
    <footer className="statusbar">
      <SavedState outbox={outbox} />
      {data && (
        <>
          <span>
            Today <b className="b5 text-ink">{count(data.today)}</b> pairs
          </span>
          {data.medianSeconds !== null && (
            <span className="no-phone">
              Pace <b className="b5 text-ink">{data.medianSeconds.toFixed(1)} s</b> per pair, median of{" "}
              {count(data.total)}
            </span>
          )}
          {data.agreement && (
            <span className="no-phone">
              <Term word="Agreement" /> <b className="b5 text-ink">{percent(data.agreement.rate, 0)}</b>{" "}
              {percentBounds(...data.agreement.interval)} · n {count(data.agreement.n)}
            </span>
          )}
        </>
      )}
      <span className="row g4 end">
        <Button tone="quiet" size="sm" hint="[" icon={<ArrowLeft className="i" aria-hidden />} onClick={onPrevious}>
          Previous
        </Button>
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

function SavedState({ outbox: { trouble, kept, savedAt } }: { outbox: OutboxState }) {
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
  return (
    <span className="row g4">
      <StateIcon state="ok" />
      {at ? (
        <>
          Saved{" "}
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
