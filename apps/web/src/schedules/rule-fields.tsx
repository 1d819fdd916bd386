"use client";
import { viewerZone } from "./fire-times";
import type { DraftErrors, ScheduleDraft } from "./schedule-draft";
import type { SimpleRhythm } from "./simple-rhythm";
import { TimeInput } from "./time-input";
import { TimeZones } from "./time-zones";
import { WordSelect } from "./word-select";

type Props = { draft: ScheduleDraft; errors: DraftErrors; change(to: Partial<ScheduleDraft>): void };

const EVERY: Record<SimpleRhythm["every"], string> = {
  day: "day",
  weekday: "Monday to Friday",
  week: "week",
  month: "month",
  hour: "hour",
  cron: "time of a cron rule",
};
const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const OVERLAP = { forbid: "leave it out", queue: "queue behind it" } as const;
const CATCH_UP = { one: "run once", none: "leave it out" } as const;

/** The rule as a sentence with gaps. */
export function RuleFields({ draft, errors, change }: Props) {
  const wrong = errors.minNewJudgments ?? errors.cron;
  return (
    <div>
      <p className="rule">
        {draft.every === "weekday" ? "On" : "Every"}{" "}
        <WordSelect label="How often" value={draft.every} words={EVERY} onChange={(every) => change({ every })} />{" "}
        <When {...{ draft, errors, change }} /> in{" "}
        <TimeZones value={draft.timezone} own={viewerZone()} onChange={(timezone) => change({ timezone })} /> improve
        the policy in use, if at least{" "}
        <input
          className="input short"
          inputMode="numeric"
          aria-label="New judgments at least"
          aria-invalid={errors.minNewJudgments !== undefined}
          value={draft.minNewJudgments}
          onChange={(e) => change({ minNewJudgments: e.target.value })}
        />{" "}
        new judgments came since its last run. If one still runs,{" "}
        <WordSelect
          label="If one still runs"
          value={draft.overlapPolicy}
          words={OVERLAP}
          onChange={(overlapPolicy) => change({ overlapPolicy })}
        />
        . If the machine was off,{" "}
        <WordSelect
          label="If the machine was off"
          value={draft.catchUp}
          words={CATCH_UP}
          onChange={(catchUp) => change({ catchUp })}
        />
        .
      </p>
      {wrong && (
        <p className="t12 text-fail" role="alert">
          {wrong}
        </p>
      )}
    </div>
  );
}

function When({ draft, errors, change }: Props) {
  if (draft.every === "cron")
    return (
      <input
        className="input cron"
        aria-label="Cron rule: minute, hour, day, month, weekday"
        aria-invalid={errors.cron !== undefined}
        spellCheck={false}
        value={draft.cron}
        onChange={(e) => change({ cron: e.target.value })}
      />
    );
  return (
    <>
      {draft.every === "week" && (
        <>
          on{" "}
          <WordSelect
            label="Day of the week"
            value={String(draft.weekday)}
            words={Object.fromEntries([1, 2, 3, 4, 5, 6, 0].map((day) => [String(day), DAYS[day] ?? ""]))}
            onChange={(day) => change({ weekday: Number(day) })}
          />{" "}
        </>
      )}
      {draft.every === "month" && (
        <>
          on day{" "}
          <WordSelect
            label="Day of the month"
            value={String(draft.monthDay)}
            words={Object.fromEntries(Array.from({ length: 31 }, (_, i) => [String(i + 1), String(i + 1)]))}
            onChange={(day) => change({ monthDay: Number(day) })}
          />{" "}
        </>
      )}
      at{" "}
      <TimeInput
        label={draft.every === "hour" ? "Time; of an hour only the minutes count" : "Time"}
        value={draft.time}
        onChange={(time) => change({ time })}
      />
    </>
  );
}
