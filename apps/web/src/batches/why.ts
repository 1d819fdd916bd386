import { count } from "@rlhf/ui";
import type { Batch, Health } from "./batch-words";

type Why = { title: string; detail: string; calm: boolean };

/** Why pairs are served, or are not, and what changes that. `calm`: nothing is wrong. */
export function whyWords(health: Pick<Health, "why" | "freeSlots" | "liveLeases" | "lapsedLeases">, batch: Batch): Why {
  const { liveLeases, lapsedLeases, freeSlots } = health;
  switch (health.why) {
    case "serving":
      return {
        calm: true,
        title: "Pairs are served",
        detail: `${count(freeSlots)} places are free. Someone who judged or skipped every open pair gets none all the same.`,
      };
    case "paused":
      return { calm: true, title: "Nothing is served: paused", detail: "Open the batch, and pairs go out at once." };
    case "closed":
      return {
        calm: true,
        title: "Nothing is served: closed",
        detail: "Judgments given are kept. Open it again to go on.",
      };
    case "not_for_people":
      return { calm: true, title: "Nothing is served to people", detail: "This batch is for simulated judges." };
    case "not_yet_open":
      return { calm: true, title: "Nothing is served yet", detail: "Its opening time lies ahead." };
    case "past_close":
      return { calm: false, title: "Nothing is served any more", detail: "Its closing time has passed." };
    case "no_tasks":
      return {
        calm: false,
        title: "Nothing is served: no pairs",
        detail: "The batch was made without pairs. Make a new one.",
      };
    case "all_answered":
      return {
        calm: true,
        title: "Nothing is left to serve",
        detail: `All ${count(batch.tasks)} pairs have their judgments.`,
      };
    case "all_leased":
      return {
        calm: lapsedLeases === 0,
        title: "Every open place is taken",
        detail: `${leased(liveLeases)}${lapsedLeases > 0 ? `; ${count(lapsedLeases)} ran out and are freed within a minute` : ""}.`,
      };
    default:
      return health.why satisfies never;
  }
}

const leased = (n: number): string => `${count(n)} ${n === 1 ? "pair is" : "pairs are"} on somebody’s screen now`;

/** "skip:broken" → "broken". */
export const skipWords = (reason: string): string => reason.replace(/^skip:/, "").replaceAll("_", " ");
