import { Split, UserKind } from "@rlhf/domain";
import { z } from "zod";
import { FIELD_OF, OUTCOME_WORDS, type JudgmentsFilter } from "./judgments-param";

const count = z.coerce.number().int().min(0);
const Filter = z
  .strictObject({
    candidateId: z.uuid(),
    baselineId: z.uuid(),
    judgeKind: UserKind,
    outcome: z.enum(["won", "even", "lost"]).transform((word) => OUTCOME_WORDS[word]),
    annotatorId: z.uuid(),
    promptId: z.uuid(),
    batchId: z.uuid(),
    split: Split,
    charsOver: count,
    charsUpTo: count,
    tag: z.string().min(1),
  })
  .partial();

const isWord = (text: string): text is keyof typeof FIELD_OF => Object.hasOwn(FIELD_OF, text);

/** What `judgmentsParam` wrote; null for anything else. */
export function readJudgments(param: string): JudgmentsFilter | null {
  const found: Record<string, string> = {};
  let rest = param;
  while (rest !== "") {
    const [word = "", ...after] = rest.split(".");
    if (!isWord(word) || after.length === 0) return null;
    const length = word === "tag" ? after.length : 1;
    found[FIELD_OF[word]] = after.slice(0, length).join(".");
    rest = after.slice(length).join(".");
  }
  const parsed = Filter.safeParse(found);
  return parsed.success ? parsed.data : null;
}
