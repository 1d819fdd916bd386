import { Hint } from "@rlhf/ui";
import type { ReactNode } from "react";

/** A figure under its name, which says on hover or focus what it is. For a `dl`. */
export function ExplainedFigure({ name, about, children }: { name: string; about: string; children: ReactNode }) {
  return (
    <div className="stat">
      <dt>
        <Hint text={about}>
          <button type="button" className="term">
            {name}
          </button>
        </Hint>
      </dt>
      <dd>{children}</dd>
    </div>
  );
}
