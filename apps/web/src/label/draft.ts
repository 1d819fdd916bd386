import type { RouterInputs, RouterOutputs } from "@rlhf/api";
import { newId } from "@rlhf/domain";
import type { Choice, PointedBy } from "@rlhf/ui";

/** What a person has put in so far for one pair. */
export type Draft = { choice: Choice | null; reasons: readonly string[]; note: string };
export const EMPTY_DRAFT: Draft = { choice: null, reasons: [], note: "" };

type Answered = RouterOutputs["label"]["history"]["items"][number];
/** One pair on the desk; `previousId` names the revision that a new answer replaces. */
export type DeskItem = {
  assignmentId: string;
  prompt: readonly { role: string; content: string }[];
  leftText: string;
  rightText: string;
  /** The guidelines of its batch; null for an answer from the history. */
  guidelineVersion: number | null;
  previousId: string | null;
};

export const itemOfTask = (task: NonNullable<RouterOutputs["label"]["next"]["task"]>): DeskItem => ({
  assignmentId: task.assignmentId,
  prompt: task.messages,
  leftText: task.leftText,
  rightText: task.rightText,
  guidelineVersion: task.guidelineVersion,
  previousId: null,
});

export const itemOfAnswer = (answer: Answered): { item: DeskItem; draft: Draft } => ({
  item: {
    assignmentId: answer.assignmentId,
    prompt: answer.messages,
    leftText: answer.leftText,
    rightText: answer.rightText,
    guidelineVersion: null,
    previousId: answer.judgmentId,
  },
  draft: {
    choice: answer.side === "retracted" ? null : { side: answer.side, strength: answer.strength },
    reasons: answer.reasons,
    note: answer.rationale ?? "",
  },
});

export type Timing = {
  shownAt: number;
  hiddenMs: number;
  firstInputAt: number | null;
  mode: PointedBy;
};

/** The judgment as it is sent; its id is made here, and is what makes sending it twice harmless. */
export function judgmentOf(
  item: DeskItem,
  draft: Draft & { choice: Choice },
  timing: Timing,
): RouterInputs["label"]["submit"] {
  const now = Date.now();
  const wallMs = Math.round(now - timing.shownAt);
  return {
    judgmentId: newId(),
    assignmentId: item.assignmentId,
    side: draft.choice.side,
    strength: draft.choice.strength,
    previousId: item.previousId,
    rationale: draft.note.trim() === "" ? null : draft.note.trim(),
    reasons: [...draft.reasons],
    activeMs: Math.max(0, Math.round(wallMs - timing.hiddenMs)),
    wallMs,
    firstInputMs: timing.firstInputAt === null ? null : Math.round(timing.firstInputAt - timing.shownAt),
    inputMode: timing.mode,
    uiVersion: "web-1",
    clientCreatedAt: new Date(now).toISOString(),
  };
}
