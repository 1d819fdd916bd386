import type { ReactNode } from "react";
import { StateIcon } from "./state-icon";

/** What would be here, why it is not, and the one thing that changes that. */
export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="blank">
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {action}
    </div>
  );
}

/** What happened to your work first, then what to do. `detail` is the error's own message. */
export function Failure(props: { title: string; detail: string; action?: ReactNode }) {
  return (
    <div className="blank" role="alert">
      <StateIcon state="fail" />
      <h2>{props.title}</h2>
      <p>{props.detail}</p>
      {props.action}
    </div>
  );
}

/** Grey lines of the final height while the first data come. */
export function Skeleton({ lines = 3, height = 16 }: { lines?: number; height?: number }) {
  return (
    <div className="flex flex-col gap-3 p-4" role="status" aria-label="Loading">
      {Array.from({ length: lines }, (_, i) => (
        <div key={i} className="skeleton" style={{ height, width: `${92 - ((i * 23) % 40)}%` }} />
      ))}
    </div>
  );
}

/** Old figures stay on screen and say how old they are. */
export function StaleBadge({ age }: { age: string }) {
  return (
    <span className="tag" role="status">
      <StateIcon state="warn" />
      no news for {age}
    </span>
  );
}
