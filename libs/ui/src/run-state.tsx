import type { RunStatus } from "@rlhf/domain";
import { StateIcon, type StateName } from "./state-icon";

const LOOKS: Record<RunStatus, { state: StateName; word: string }> = {
  queued: { state: "wait", word: "Queued" },
  running: { state: "run", word: "Running" },
  paused: { state: "pause", word: "Paused" },
  succeeded: { state: "ok", word: "Succeeded" },
  failed: { state: "fail", word: "Failed" },
  cancelled: { state: "pause", word: "Cancelled" },
};

/** A run's state as shape and word; the reason, where there is one, on hover and for screen readers. */
export function RunState({ status, reason }: { status: RunStatus; reason?: string | null }) {
  const { state, word } = LOOKS[status];
  return (
    <span className="tag" title={reason ?? undefined}>
      <StateIcon state={state} />
      {word}
      {reason && <span className="sr">: {reason}</span>}
    </span>
  );
}
