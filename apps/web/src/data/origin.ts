import type { RouterOutputs } from "@rlhf/api";

export type Snapshot = RouterOutputs["data"]["snapshots"]["snapshots"][number];
type Origin = { words: string; href: string | null };

const KIND_WORDS: Readonly<Record<string, string>> = {
  preference: "judged pairs",
  comparison: "comparisons",
  demonstration: "demonstrations",
  prompt: "prompts",
};

/** What the rows of a snapshot are. */
export const kindWords = (kind: string): string => KIND_WORDS[kind] ?? kind;

/** Where a snapshot came from, in words, with the page that shows it. */
export function originOf({ query, kind }: Pick<Snapshot, "query" | "kind">): Origin {
  const { batchId, run, judges, file } = query;
  if (typeof batchId === "string") return { words: "the judgments of one batch", href: `/batches/${batchId}` };
  if (typeof run === "string") {
    const who = Array.isArray(judges) ? ` of ${judges.map(judgeWords).join(" and ")}` : "";
    return { words: `every judgment${who}`, href: `/runs/${run}` };
  }
  if (typeof file === "string") return { words: `the file ${file}`, href: null };
  return { words: kind === "preference" ? "judgments" : "a file", href: null };
}

const judgeWords = (kind: unknown): string => (kind === "human" ? "people" : `${String(kind)} judges`);
