"use client";
import { ago, count } from "@rlhf/ui";
import { useNow } from "../shell/use-now";
import { fireTime, fullTime } from "./fire-times";
import type { Row } from "./fire-words";

/** The next three ticks on the viewer's clock, and what they wait for. */
export function NextFires({ row: { schedule, next, pace } }: { row: Row }) {
  const now = useNow();
  const wanted = schedule.minNewJudgments;
  const missing = Math.max(0, wanted - pace.newJudgments);
  const notes = [
    next[0] && ago(next[0], now),
    ...next.slice(1).map(() => (wanted > 0 ? `if ${count(wanted)} new` : "")),
  ];
  if (!schedule.enabled)
    return (
      <div className="fires">
        <div>
          <b>off</b>
          <span>nothing is caught up</span>
        </div>
      </div>
    );
  return (
    <div className="fires">
      {next.map((at, i) => (
        <div key={at.getTime()}>
          <time dateTime={at.toISOString()} title={fullTime(at)} className={i === 0 ? "b6" : "i2"}>
            {fireTime(at, now)}
          </time>
          <span>{i === 0 && missing > 0 ? `${count(pace.newJudgments)} of ${count(wanted)} new` : notes[i]}</span>
        </div>
      ))}
    </div>
  );
}
