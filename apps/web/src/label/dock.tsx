"use client";
import { BOTH_BAD, Button, Chips, sameChoice, ScaleBar } from "@rlhf/ui";
import { Ban, Flag, SkipForward } from "lucide-react";
import type { RefObject } from "react";
import type { DeskEvents } from "./desk-main";
import type { Draft } from "./draft";
import type { Asking } from "./label-screen";
import { WHY_BETTER, WHY_NOT } from "./reasons";

type Props = {
  draft: Draft;
  busy: boolean;
  /** A first answer; only then can the pair be given back. */
  fresh: boolean;
  asking: Asking;
  note: RefObject<HTMLTextAreaElement | null>;
  on: DeskEvents;
};

/** The scale, the other verdicts, and why. */
export function Dock({ draft, busy, fresh, asking, note, on }: Props) {
  const toggle = (value: string) =>
    on.put({
      reasons: draft.reasons.includes(value) ? draft.reasons.filter((r) => r !== value) : [...draft.reasons, value],
    });
  return (
    <>
      <div className="dock">
        <ScaleBar choice={draft.choice} onChoose={(choice) => on.choose(choice, "mouse")} disabled={busy} />
        <div className="verdicts">
          <Button
            hint="0"
            icon={<Ban className="i" aria-hidden />}
            aria-pressed={sameChoice(draft.choice, BOTH_BAD)}
            className={sameChoice(draft.choice, BOTH_BAD) ? "chosen" : ""}
            disabled={busy}
            onClick={() => on.choose(BOTH_BAD, "mouse")}
          >
            Both bad
          </Button>
          <Button
            tone="quiet"
            hint="S"
            icon={<SkipForward className="i" aria-hidden />}
            aria-expanded={asking === "skip"}
            disabled={busy || !fresh}
            onClick={() => on.act({ do: asking === "skip" ? "escape" : "skip" })}
          >
            Skip
          </Button>
          <Button
            tone="quiet"
            hint="F"
            icon={<Flag className="i" aria-hidden />}
            aria-expanded={asking === "flag"}
            disabled={busy || !fresh}
            onClick={() => on.act({ do: asking === "flag" ? "escape" : "flag" })}
          >
            Flag
          </Button>
          <Button
            tone="primary"
            hint="Enter"
            className="end"
            disabled={busy || draft.choice === null}
            onClick={() => on.act({ do: "submit" })}
          >
            Submit
          </Button>
        </div>
        {asking && (
          <div className="row flex-wrap" role="group" aria-label={`Why ${asking}`}>
            <span className="t12 b5 i2">Why {asking === "skip" ? "skip it" : "flag it"}?</span>
            <Chips
              label={`Reasons to ${asking}`}
              options={WHY_NOT}
              on={[]}
              numbered
              onToggle={(value) => on.giveBack(WHY_NOT.findIndex((w) => w.value === value))}
            />
          </div>
        )}
      </div>
      <div className="why">
        <span className="t12 b5 i2 whitespace-nowrap">
          Why? <span className="i3 font-normal">optional</span>
        </span>
        <Chips label="Why it is better" options={WHY_BETTER} on={draft.reasons} onToggle={toggle} />
        <label className="row grow">
          <span className="sr">Note</span>
          <textarea
            ref={note}
            className="input note"
            rows={1}
            placeholder="Note  (R)"
            maxLength={20_000}
            value={draft.note}
            onChange={(e) => on.put({ note: e.target.value })}
          />
        </label>
      </div>
    </>
  );
}
