"use client";
import { ago, Card, CheckBox, Empty, Failure, X } from "@rlhf/ui";
import type { RunKind } from "@rlhf/domain";
import { useState } from "react";
import { useNow } from "../shell/use-now";
import { useRunNames } from "./use-run-names";
import { useRunsFound } from "./use-runs-found";

type Props = {
  kind: RunKind;
  /** The run that is compared already. */
  without: string;
  chosen: readonly string[];
  onChange(ids: readonly string[]): void;
};

/** Any number of runs of a kind, found by a part of their name. */
export function RunChooser({ kind, without, chosen, onChange }: Props) {
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const names = useRunNames(chosen);
  const toggle = (id: string) => onChange(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  return (
    <Card label="Compare with other runs">
      <div className="row flex-wrap p-3">
        <label className="t13 b5" htmlFor="run-chooser">
          Compare with
        </label>
        <input
          id="run-chooser"
          type="search"
          className="input run-chooser"
          placeholder={`Part of a ${kind} run's name`}
          value={text}
          onFocus={() => setOpen(true)}
          onChange={(e) => (setText(e.target.value), setOpen(true))}
          onKeyDown={(e) => e.key === "Escape" && setOpen(false)}
        />
        {chosen.map((id) => (
          <span key={id} className="chip on">
            {names.get(id) ?? id.slice(-6)}
            <button type="button" aria-label={`Take ${names.get(id) ?? id} out`} onClick={() => toggle(id)}>
              <X className="i i-12" aria-hidden />
            </button>
          </span>
        ))}
        {open && (
          <button type="button" className="btn quiet xs end" onClick={() => setOpen(false)}>
            Close the list
          </button>
        )}
      </div>
      {open && <Found {...{ kind, text, without, chosen }} onToggle={toggle} />}
    </Card>
  );
}

type FoundProps = Omit<Props, "onChange"> & { text: string; onToggle(id: string): void };

function Found({ kind, text, without, chosen, onToggle }: FoundProps) {
  const now = useNow();
  const { runs, error } = useRunsFound({ kind, text });
  const others = runs.filter((run) => run.id !== without);
  if (error) return <Failure title="The runs could not be read" detail={error} />;
  if (others.length === 0) return <Empty title="No other run has this name">Runs of the same kind are offered.</Empty>;
  return (
    <ul className="found" aria-label="Runs that were found">
      {others.map(({ id, name, seq, status, createdAt }) => (
        <li key={id}>
          <CheckBox label={`${name}, run ${seq}`} checked={chosen.includes(id)} onChange={() => onToggle(id)}>
            {name} <span className="i3">run {seq}</span>
          </CheckBox>
          <span className="t12 i3 end">
            {status} · {ago(createdAt, now)}
          </span>
        </li>
      ))}
    </ul>
  );
}
