"use client";
import { FileUp } from "lucide-react";
import { useState, type DragEvent } from "react";
import { Field, type FieldProps } from "./field";

type Props = FieldProps & {
  /** File name endings, ".jsonl,.json". */
  accept: string;
  onFile(file: File): void;
  /** What is chosen already: its name and size. */
  chosen?: string;
  disabled?: boolean;
};

/** A file by dropping it here, or by the button that opens the system's window. */
export function FileDrop({ accept, onFile, chosen, disabled, label, about, note, error, className }: Props) {
  const [over, setOver] = useState(false);
  const take = (file: File | undefined) => {
    if (file && !disabled) onFile(file);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  return (
    <Field {...{ label, about, note, error, className }}>
      {(control) => (
        <div
          className={over ? "file-drop over" : "file-drop"}
          onDragOver={(e) => (e.preventDefault(), setOver(true))}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
        >
          <FileUp className="i" aria-hidden />
          <span className="grow truncate">{chosen ?? "Drop a file here, or choose one"}</span>
          <span className="btn sm" aria-hidden="true">
            {chosen ? "Choose another" : "Choose a file"}
          </span>
          <input
            {...control}
            type="file"
            accept={accept}
            disabled={disabled}
            onChange={(e) => {
              take(e.target.files?.[0]);
              e.target.value = ""; // the same file may be chosen again after it was mended
            }}
          />
        </div>
      )}
    </Field>
  );
}
