"use client";
import { ago, StateIcon } from "@rlhf/ui";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import { useNow } from "../shell/use-now";
import { useTRPC } from "../trpc";
import { cronWords } from "./cron-words";
import { changeWords, clock, fullTime, viewerZone } from "./fire-times";

/** The next five moments of a rhythm, and what changes of clocks do to it, while one still chooses. */
export function RhythmPreview({ cron, timezone }: { cron: string; timezone: string }) {
  const trpc = useTRPC();
  const now = useNow();
  const asked = useDeferredValue({ cron, timezone });
  const options = { placeholderData: keepPreviousData, retry: false, enabled: asked.cron !== "" };
  const preview = useQuery(trpc.schedules.preview.queryOptions(asked, options));
  if (cron === "") return <p className="t12 i3">Five fields: minute, hour, day of the month, month, weekday.</p>;
  if (preview.error)
    return (
      <p className="row t13" role="alert">
        <StateIcon state="fail" /> {preview.error.message}
      </p>
    );
  const elsewhere = timezone !== viewerZone();
  return (
    <div className="t13 flex flex-col gap-2" aria-live="polite">
      <p className="i2">
        <code className="tag mono">{cron}</code> fires {cronWords(cron)} {timezone}:
      </p>
      <ol className="flex min-h-25 flex-col" aria-label="Next five">
        {(preview.data?.next ?? []).map((at) => (
          <li key={at.getTime()} className="row">
            <time dateTime={at.toISOString()}>{fullTime(at)}</time>
            {elsewhere && <span className="i3">{clock(at, timezone)} there</span>}
            <span className="i3">{ago(at, now)}</span>
          </li>
        ))}
      </ol>
      {(preview.data?.changes ?? []).slice(0, 2).map((change) => (
        <p key={change.at.getTime()} className="row t12 i2">
          <StateIcon state="warn" /> {changeWords(change, timezone)}
        </p>
      ))}
    </div>
  );
}
