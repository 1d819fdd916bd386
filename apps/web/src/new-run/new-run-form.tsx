"use client";
import { Button, Card, Empty, Failure, NumberInput, Segmented, Skeleton, TextArea, TextInput } from "@rlhf/ui";
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";
import { PRESET_NAMES, type NewRunInputs, type NewRunKind, type Preset } from "./form-types";
import { inputsOf } from "./kinds";
import { LoopData } from "./loop-data";
import { RunInputs } from "./run-inputs";
import { StageSettings } from "./stage-settings";
import { useNewRun, type RunBasics } from "./use-new-run";

const WRITERS = ["owner", "admin", "researcher"];
type BasicsProps = { basics: RunBasics; onBasics: (basics: RunBasics) => void };
type Props = BasicsProps & { kind: NewRunKind; fromId: string | null; given: NewRunInputs };
type Run = ReturnType<typeof useNewRun>;

/** Name, inputs and settings of a run; what is wrong stands at its field, and starting leads to the run. */
export function NewRunForm({ kind, fromId, given, basics, onBasics }: Props) {
  const { role } = useProject();
  const run = useNewRun(kind, { fromId, given, basics });
  const [filter, setFilter] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    run.submit();
  };
  if (!WRITERS.includes(role))
    return <Empty title="Your role may not start runs">An owner, admin or researcher of the project may.</Empty>;
  if (run.formError) return <Failure title="The form could not be read" detail={run.formError} />;
  return (
    <form className="stack new-run" onSubmit={submit} noValidate>
      <Head kind={kind} run={run} basics={basics} onBasics={onBasics} />
      <div className="row flex-wrap">
        <h2>Settings</h2>
        <input
          type="search"
          className="input w-56"
          aria-label="Find a setting"
          placeholder="Find a setting"
          value={filter}
          onChange={(e) => setFilter(e.target.value)}
        />
        {run.forms.length === 0 && inputsOf(kind).length > 0 && kind === "snapshot" && (
          <span className="t13 i3">a snapshot has none</span>
        )}
      </div>
      {run.forms.length === 0 && kind !== "snapshot" && <Skeleton lines={6} height={32} />}
      {run.forms.map((form) => (
        <StageSettings
          key={form.stage}
          form={form}
          open={kind !== "pipeline"}
          filter={filter}
          base={run.base}
          texts={run.draft.texts}
          errors={run.errors}
          onChange={(path, text) => run.change({ texts: { ...run.draft.texts, [path]: text } })}
        />
      ))}
      {run.forms.length > 0 && <Lines run={run} />}
      <div className="row flex-wrap start-bar">
        {run.rest && (
          <p className="t13 text-fail" role="alert">
            Not started: {run.rest}
          </p>
        )}
        {run.isWrong && <p className="t13 text-fail">Something above is wrong; the run is not started.</p>}
        <Button type="submit" tone="primary" className="end" disabled={run.busy || run.isWrong}>
          Start {run.name}
        </Button>
      </div>
    </form>
  );
}

function Head({ kind, run, basics, onBasics }: BasicsProps & { kind: NewRunKind; run: Run }) {
  const { draft, change, from, fork } = run;
  return (
    <Card
      title={from ? `Begins with the settings of ${from.name}, run ${from.seq}` : "What and from what"}
      className="new-run-head"
    >
      <div className="form-grid">
        <TextInput
          label="Name"
          value={basics.name}
          placeholder={run.name}
          maxLength={120}
          onChange={(name) => onBasics({ ...basics, name })}
          note="as it stands in lists"
        />
        <NumberInput
          label="Seed"
          value={basics.seed}
          onChange={(seed) => onBasics({ ...basics, seed })}
          error={run.seedError}
          note="same seed, same settings: same numbers"
        />
        {!fork && (
          <div className="form-field">
            <span>Preset</span>
            <Segmented<Preset>
              label="Preset"
              value={basics.preset}
              onChange={(preset) => onBasics({ ...basics, preset })}
              options={PRESET_NAMES.map((value) => ({ value, text: value }))}
            />
            <p className="said">smoke: seconds · quick: minutes · full: hours</p>
          </div>
        )}
      </div>
      <RunInputs
        kind={kind}
        inputs={inputsOf(kind)}
        offers={run.offered.offers}
        error={run.offered.error}
        chosen={run.inputs}
        wrong={run.errors}
        onChange={(input, id) => change({ inputs: { ...draft.inputs, [input]: id } })}
      />
      {kind === "pipeline" && !fork && <Data run={run} />}
    </Card>
  );
}

function Data({ run }: { run: Run }) {
  const trpc = useTRPC();
  const { projectId } = useProject();
  const snapshots = useQuery(trpc.data.snapshots.queryOptions({ projectId }));
  return (
    <div className="body">
      <LoopData
        files={run.draft.files}
        snapshots={snapshots.data?.snapshots ?? []}
        onChange={(files) => run.change({ files })}
      />
    </div>
  );
}

/** Settings as on the command line, for who has them at hand. */
function Lines({ run }: { run: Run }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="card stage-settings" open={open} onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>
        <h2>As text</h2>
        <span className="t12 i3">one setting a line, as with --set; wins over the fields</span>
      </summary>
      <div className="p-4">
        <TextArea
          label="More settings"
          mono
          rows={4}
          value={run.draft.lines}
          placeholder="ppo.klCoef=0.05"
          onChange={(lines) => run.change({ lines })}
          error={run.lineErrors.length > 0 ? run.lineErrors.join(" · ") : null}
        />
      </div>
    </details>
  );
}
