import { escapeControls, RlhfError } from "@rlhf/domain";

/** 0 done · 1 failed · 2 bad usage or config · 130 interrupted after a checkpoint. */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof RlhfError)) return 1;
  if (error.code === "config") return 2;
  return error.code === "cancelled" ? 130 : 1;
}

/** A message may quote a file: what it quotes must not move the cursor or turn the line round. */
const printable = (message: string): string => message.split("\n").map(escapeControls).join("\n");

/** One line for people; a defect of ours (not an RlhfError) keeps its stack, so that it can be reported. */
export function errorText(error: unknown): string {
  if (error instanceof RlhfError) return `rlhf: ${printable(error.message)}`;
  return `rlhf: unexpected failure, please report it\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}
