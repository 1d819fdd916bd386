"use client";
import { CircleQuestionMark } from "lucide-react";
import { useId, type ReactNode } from "react";
import { Hint } from "../term";

/** What every control of a form says of itself. */
export type FieldProps = {
  label: string;
  /** What the word means, for someone who never met it; shown on hover and focus of the question mark. */
  about?: ReactNode;
  /** One line under the control: default, range, consequence. */
  note?: ReactNode;
  error?: string | null;
  className?: string;
};

/** What a control takes over, so that its label, its note and its error are read with it. */
export type ControlProps = { id: string; "aria-describedby": string | undefined; "aria-invalid": boolean };

/** Label, question mark, the control itself, and the note or error under it in a place of constant height. */
export function Field(props: FieldProps & { children(control: ControlProps): ReactNode }) {
  const { label, about, note, error, className } = props;
  const id = useId();
  const said = error ?? note;
  const control = { id, "aria-describedby": said ? `${id}-said` : undefined, "aria-invalid": Boolean(error) };
  return (
    <div className={`form-field ${className ?? ""}`}>
      <div className="row g4">
        <label htmlFor={id}>{label}</label>
        {about && (
          <Hint text={about}>
            <button type="button" className="about" aria-label={`What is “${label}”?`}>
              <CircleQuestionMark className="i" aria-hidden />
            </button>
          </Hint>
        )}
      </div>
      {props.children(control)}
      <p id={`${id}-said`} className={error ? "said wrong" : "said"} role={error ? "alert" : undefined}>
        {said}
      </p>
    </div>
  );
}
