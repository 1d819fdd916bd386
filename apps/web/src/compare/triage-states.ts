import type { StateName } from "@rlhf/ui";
import type { TriageStatus } from "./use-regressions";

type State = { status: TriageStatus; word: string; key: string; icon: StateName };

/** What can be decided about a regression, each with its key. */
export const TRIAGE: readonly State[] = [
  { status: "open", word: "Open", key: "O", icon: "warn" },
  { status: "acknowledged", word: "Acknowledged", key: "A", icon: "wait" },
  { status: "fixed", word: "Fixed", key: "F", icon: "ok" },
  { status: "wont_fix", word: "Won't fix", key: "W", icon: "pause" },
];

type Act = { move: -1 | 1 } | { status: TriageStatus } | { note: true };

/** What a key means while a regression has the focus; null for all others. */
export function triageKey({ key }: { key: string }): Act | null {
  if (key === "ArrowDown" || key === "j") return { move: 1 };
  if (key === "ArrowUp" || key === "k") return { move: -1 };
  if (key === "n") return { note: true };
  const state = TRIAGE.find((one) => one.key.toLowerCase() === key);
  return state ? { status: state.status } : null;
}
