import { StateIcon } from "@rlhf/ui";
import type { Decision } from "./verdict-words";

/** Stop, continue or equivalent: one holds, and says why. */
export function DecisionBar({ decisions }: { decisions: readonly Decision[] }) {
  return (
    <ul className="choice" aria-label="Decision">
      {decisions.map(({ key, on, title, why }) => (
        <li key={key} className={on ? "on" : undefined} aria-current={on ? "true" : undefined}>
          <b>
            {on && <StateIcon state={key === "continue" ? "wait" : "ok"} label="Holds now" />}
            {title}
          </b>
          {why}
        </li>
      ))}
    </ul>
  );
}
