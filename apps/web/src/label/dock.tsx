"use client";
import { BOTH_BAD, Button, Chips, sameChoice, ScaleBar, Ban, Flag, SkipForward } from "@rlhf/ui";
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
  return (
    <>
      <div className="dock">
        <ScaleBar choice={draft.choice} onChoose={(choice) => on.choose(choice, "mouse")} disabled={busy} />
        <Verdicts draft={draft} busy={busy} fresh={fresh} asking={asking} on={on} />
        {asking && <AskWhy asking={asking} onReason={on.giveBack} />}
      </div>
      <Why draft={draft} note={note} on={on} />
    </>
  );
}

function Verdicts({ draft, busy, fresh, asking, on }: Omit<Props, "note">) {
  const bad = sameChoice(draft.choice, BOTH_BAD);
  const giveBack = (kind: "skip" | "flag") => ({
    tone: "quiet" as const,
    "aria-expanded": asking === kind,
    disabled: busy || !fresh,
    onClick: () => on.act({ do: asking === kind ? "escape" : kind }),
  });
  return (
    <div className="verdicts">
      <Button
        hint="0"
        icon={<Ban className="i" aria-hidden />}
        aria-pressed={bad}
        className={bad ? "chosen" : ""}
        disabled={busy}
        onClick={() => on.choose(BOTH_BAD, "mouse")}
      >
        Both bad
      </Button>
      <Button hint="S" icon={<SkipForward className="i" aria-hidden />} {...giveBack("skip")}>
        Skip
      </Button>
      <Button hint="F" icon={<Flag className="i" aria-hidden />} {...giveBack("flag")}>
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
  );
}

function AskWhy({ asking, onReason }: { asking: NonNullable<Asking>; onReason(no: number): void }) {
  const choose = (value: string) => onReason(WHY_NOT.findIndex((reason) => reason.value === value));
  return (
    <div className="row flex-wrap" role="group" aria-label={`Why ${asking}`}>
      <span className="t12 b5 i2">Why {asking} it?</span>
      <Chips label={`Reasons to ${asking}`} options={WHY_NOT} on={[]} numbered onToggle={choose} />
    </div>
  );
}

function Why({ draft, note, on }: Pick<Props, "draft" | "note" | "on">) {
  const { reasons } = draft;
  const toggle = (value: string) =>
    on.put({ reasons: reasons.includes(value) ? reasons.filter((r) => r !== value) : [...reasons, value] });
  return (
    <div className="why">
      <span className="t12 b5 i2 whitespace-nowrap">
        Why? <span className="i3 font-normal">optional</span>
      </span>
      <Chips label="Why it is better" options={WHY_BETTER} on={reasons} onToggle={toggle} />
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
  );
}
