"use client";
import {
  BOTH_BAD,
  Button,
  Chips,
  pointedBy,
  sameChoice,
  ScaleBar,
  Ban,
  Flag,
  SkipForward,
  type KeyName,
} from "@rlhf/ui";
import type { RefObject } from "react";
import type { DeskEvents } from "./desk-main";
import type { Draft } from "./draft";
import type { Asking } from "./use-acting";
import { WHY_BETTER, WHY_NOT } from "./reasons";

type Props = {
  draft: Draft;
  busy: boolean;
  /** A first answer; only then can the pair be given back. */
  fresh: boolean;
  asking: Asking;
  keyOf(name: KeyName): string | undefined;
  note: RefObject<HTMLTextAreaElement | null>;
  on: DeskEvents;
};

/** The scale, the other verdicts, and why. */
export function Dock({ draft, busy, fresh, asking, keyOf, note, on }: Props) {
  return (
    <>
      <div className="dock">
        <ScaleBar choice={draft.choice} onChoose={on.choose} disabled={busy} keyOf={keyOf} />
        <Verdicts draft={draft} busy={busy} fresh={fresh} asking={asking} keyOf={keyOf} on={on} />
        {asking && <AskWhy asking={asking} onReason={on.giveBack} />}
      </div>
      <Why draft={draft} keyOf={keyOf} note={note} on={on} />
    </>
  );
}

function Verdicts({ draft, busy, fresh, asking, keyOf, on }: Omit<Props, "note">) {
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
        hint={keyOf("bothBad")}
        icon={<Ban className="i" aria-hidden />}
        aria-pressed={bad}
        className={bad ? "chosen" : ""}
        disabled={busy}
        onClick={({ nativeEvent }) => on.choose(BOTH_BAD, pointedBy(nativeEvent))}
      >
        Both bad
      </Button>
      <Button hint={keyOf("skip")} icon={<SkipForward className="i" aria-hidden />} {...giveBack("skip")}>
        Skip
      </Button>
      <Button hint={keyOf("flag")} icon={<Flag className="i" aria-hidden />} {...giveBack("flag")}>
        Flag
      </Button>
      <Button
        tone="primary"
        hint={keyOf("submit") ?? "Ctrl Enter"}
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
      <span className="t12 i3">A note below goes with it. Esc: leave it open.</span>
    </div>
  );
}

function Why({ draft, keyOf, note, on }: Pick<Props, "draft" | "keyOf" | "note" | "on">) {
  const { reasons } = draft;
  const key = keyOf("rationale");
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
          placeholder={key ? `Note  (${key})` : "Note"}
          aria-keyshortcuts={key}
          maxLength={20_000}
          value={draft.note}
          onChange={(e) => on.put({ note: e.target.value })}
        />
      </label>
    </div>
  );
}
