"use client";
import type { UserKind } from "@rlhf/domain";
import { ago, count, StateIcon, wordDiff } from "@rlhf/ui";
import { useState, type KeyboardEvent } from "react";
import { DiffText } from "./diff-text";
import { JudgmentsLink } from "./judgments-drawer";
import { RegressionNote } from "./regression-note";
import { TRIAGE, triageKey } from "./triage-states";
import type { Regression, TriageStatus } from "./use-regressions";

type Props = {
  row: Regression;
  candidateId: string;
  baselineId: string;
  judgeKind?: UserKind;
  /** Null for those who only look. */
  decide: ((change: { status?: TriageStatus; note?: string | null }) => void) | null;
  move(by: -1 | 1): void;
};

/** One lost prompt: how it was lost, both answers, and what was decided. Keys act while the row itself has the focus. */
export function RegressionEntry({ row, candidateId, baselineId, judgeKind, decide, move }: Props) {
  const [noting, setNoting] = useState(false);
  const diff = wordDiff(row.candidateText, row.baselineText);
  const onKeyDown = (event: KeyboardEvent) => {
    const act = event.target === event.currentTarget && !event.ctrlKey && !event.metaKey ? triageKey(event) : null;
    if (!act) return;
    event.preventDefault();
    if ("move" in act) move(act.move);
    else if (!decide) return;
    else if ("note" in act) setNoting(true);
    else decide({ status: act.status });
  };
  const text = row.messages.at(-1)?.content ?? "";
  return (
    <li className="regression" tabIndex={0} onKeyDown={onKeyDown} aria-label={`Lost prompt: ${text}`}>
      <p className="row flex-wrap">
        <b className="b5 whitespace-pre-wrap">{text}</b>
        <JudgmentsLink filter={{ candidateId, baselineId, judgeKind, promptId: row.promptId }}>
          {`A won ${count(row.wins)}, even ${count(row.ties)}, lost ${count(row.losses)} · n ${count(row.judgments)}`}
        </JudgmentsLink>
        {row.tags.length > 0 && <span className="i3">{row.tags.join(" · ")}</span>}
      </p>
      <div className="two">
        <div>
          <span className="letter a">A</span>
          <DiffText pieces={diff.left} side="a" />
        </div>
        <div>
          <span className="letter b">B</span>
          <DiffText pieces={diff.right} side="b" />
        </div>
      </div>
      <Decision row={row} decide={decide} />
      <RegressionNote
        note={row.note}
        open={noting}
        onOpen={setNoting}
        onSave={decide && ((note) => decide({ note: note || null }))}
      />
    </li>
  );
}

function Decision({ row, decide }: Pick<Props, "row" | "decide">) {
  const [now] = useState(() => new Date());
  return (
    <div className="row flex-wrap mt-2" role="group" aria-label="Decision">
      {decide ? (
        TRIAGE.map(({ status, word, key, icon }) => (
          <button
            key={status}
            type="button"
            className={`chip ${status === row.status ? "on" : ""}`}
            aria-pressed={status === row.status}
            onClick={() => decide({ status })}
          >
            <StateIcon state={icon} /> {word} <kbd aria-hidden="true">{key}</kbd>
          </button>
        ))
      ) : (
        <span className="tag">{TRIAGE.find(({ status }) => status === row.status)?.word}</span>
      )}
      {row.decidedBy && row.decidedAt && (
        <span className="t12 i3" title={row.decidedAt.toLocaleString()}>
          {row.decidedBy}, {ago(row.decidedAt, now)}
        </span>
      )}
    </div>
  );
}
