"use client";
import { Button, Card, count, Failure, Select, StateIcon, TextInput } from "@rlhf/ui";
import { useState, type FormEvent } from "react";
import { countOf } from "./count-of";
import { ImportErrors } from "./import-errors";
import { IMPORT_KINDS, type ImportKind, type ImportReport } from "./import-report";
import { RecordTable } from "./record-table";
import type { Import } from "./use-import";

const KIND_OPTIONS = IMPORT_KINDS.map((value) => ({ value, text: `${value}s` }));

/** How the file was read: its format, what can be used, what cannot and why. From here it is kept. */
export function ImportCheck({ job, file, preview }: { job: Import; file: File; preview: ImportReport }) {
  const [name, setName] = useState(file.name.replace(/\.[a-z]+$/i, "").slice(0, 120));
  const [tried, setTried] = useState(false);
  const { kind, rows } = preview;
  const keep = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (kind && rows > 0 && name.trim()) job.keep(kind, name.trim());
  };
  const reread = (next: ImportKind | "") => next && job.read(file, next);
  return (
    <>
      <Card title="How it was read" note={preview.format ?? "a format that is not known"}>
        <form className="body col gap-3" onSubmit={keep} noValidate>
          <Found preview={preview} />
          <div className="form-grid">
            <Select
              label="Rows are"
              about="What the rows are read as. Another kind reads the file again."
              value={kind ?? ""}
              options={kind ? KIND_OPTIONS : [{ value: "" as const, text: "choose" }, ...KIND_OPTIONS]}
              onChange={reread}
            />
            <TextInput
              label={kind === "prompt" ? "Into the prompt set" : "Into the data set"}
              about="The name under which runs and batches find it. A name that exists gets a new version; rows that are there already are known and not doubled."
              value={name}
              onChange={setName}
              maxLength={120}
              error={tried && !name.trim() ? "expected a name" : null}
            />
          </div>
          <Button type="submit" tone="primary" className="self-start" disabled={!kind || rows === 0}>
            {rows > 0 ? `Import ${countOf(rows, "row")}` : "Nothing to import"}
          </Button>
        </form>
      </Card>
      <ImportErrors report={preview} />
      {preview.preview.length > 0 && (
        <Card title="First rows" note={`${preview.preview.length} of ${count(rows)}, as they were understood`}>
          <RecordTable records={preview.preview.map((record, rowNo) => ({ rowNo, record }))} />
        </Card>
      )}
    </>
  );
}

function Found({ preview: { kind, format, rows, duplicates, refused } }: { preview: ImportReport }) {
  if (!kind)
    return (
      <Failure
        title={format ? `${format} cannot be imported here` : "No row has a form that is known"}
        detail="Choose below what the rows are to be read as, or another file."
      />
    );
  return (
    <ul className="facts">
      <li>
        <StateIcon state={rows > 0 ? "ok" : "fail"} /> <b className="b6">{count(rows)}</b> rows can be used
      </li>
      {duplicates > 0 && (
        <li>
          <StateIcon state="wait" /> <b className="b6">{count(duplicates)}</b> stand in the file twice, kept once
        </li>
      )}
      <li>
        <StateIcon state={refused > 0 ? "warn" : "ok"} /> <b className="b6">{count(refused)}</b> cannot be used
        {refused > 0 && ", each with its line below; they are left out"}
      </li>
    </ul>
  );
}
