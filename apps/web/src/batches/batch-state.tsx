import { StateIcon } from "@rlhf/ui";
import { stateOf, type Batch } from "./batch-words";

/** A batch's state as shape and word. */
export function BatchState({ batch }: { batch: Pick<Batch, "status" | "tasks" | "complete"> }) {
  const { state, word } = stateOf(batch);
  return (
    <span className="row g4">
      <StateIcon state={state} />
      {word}
    </span>
  );
}
