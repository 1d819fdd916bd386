import { figure } from "@rlhf/ui";
import { allTokens, isOver, type Answer } from "./answer-state";

const WAITS_MS = 3_000; // a worker that is there has begun by then

/** Where an answer stands, in words. */
export function answerWords(answer: Answer, now: number): { text: string; level: "quiet" | "warn" | "fail" } {
  const { status, reason, askedAt } = answer;
  const seconds = Math.max(0, Math.round((now - askedAt) / 1_000));
  if (status === "queued")
    return now - askedAt < WAITS_MS
      ? { text: "asked", level: "quiet" }
      : { text: `No worker has taken it yet, ${seconds} s. It gives up after 30 s.`, level: "warn" };
  if (status === "running") return { text: "writing", level: "quiet" };
  if (status === "cancelled") return { text: "cancelled", level: "quiet" };
  if (status === "failed") return { text: failureWords(reason), level: "fail" };
  return { text: answer.reason ?? "done", level: "quiet" };
}

function failureWords(reason: string | null): string {
  if (reason?.startsWith("no worker was free"))
    return "No worker is running, or all of them are busy: nobody took it within 30 s. “rlhf start” or “rlhf worker” on the server starts one; then generate again.";
  if (reason?.startsWith("the worker did not answer"))
    return "The worker did not finish within 30 s; what it has written stays. Ask for fewer tokens, or try again.";
  return reason ?? "It failed and said nothing.";
}

/** How an answer ended, once it has. */
export function endWords(answer: Answer, maxNewTokens: number): string {
  if (!isOver(answer)) return "so far";
  if (answer.status !== "done") return answer.status;
  return answer.tokens.length >= maxNewTokens ? "cut off at the limit" : "ended by itself";
}

/** One token for a tooltip. */
export function tokenWords(answer: Answer, at: number): string {
  const token = allTokens(answer)[at];
  if (!token) return "";
  const delta = token.refLogp === null ? "" : `, Δ log-prob ${figure(token.logp - token.refLogp)} nats`;
  return `token ${at + 1}: ${(100 * Math.exp(token.logp)).toFixed(1)} %${delta}`;
}
