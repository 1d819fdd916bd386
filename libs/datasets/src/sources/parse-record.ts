import { DataError } from "@rlhf/domain";
import { z } from "zod";
import { Content, type Message } from "./content";
import { splitConversations, splitDialogues, splitTexts } from "./implicit-prompt";
import {
  ComparisonRecord,
  DemonstrationRecord,
  PromptRecord,
  RatedRecord,
  TextRecord,
  type RecordKind,
  type RecordOf,
} from "./records";

type Row = Record<string, unknown>;

/** How a JSON object becomes a record of each kind; all throw DataError with the reason. */
export const PARSERS: { [K in RecordKind]: (row: Row) => RecordOf[K] } = {
  text: (row) => check(TextRecord, row),
  prompt: (row) => check(PromptRecord, "messages" in row && !("prompt" in row) ? { prompt: row["messages"] } : row),
  demonstration: (row) => check(DemonstrationRecord, row),
  comparison: parseComparison,
  rated: (row) => check(RatedRecord, row),
};

const Answers = z.object({ chosen: Content, rejected: Content });
const ShareGptMessage = z.object({ from: z.enum(["system", "human", "gpt", "tool"]), value: z.string() });
const ShareGptRow = z.object({
  conversations: z.array(ShareGptMessage).min(1),
  chosen: ShareGptMessage,
  rejected: ShareGptMessage,
});

/** Explicit prompt, implicit prompt, HH-RLHF dialogues or ShareGPT conversations: the keys tell which. */
function parseComparison(row: Row): ComparisonRecord {
  if ("conversations" in row) return fromShareGpt(row);
  const { chosen, rejected } = check(Answers, row);
  const bothTalk = typeof chosen !== "string" && typeof rejected !== "string";
  const repeatsPrompt = typeof row["prompt"] === "string" && bothTalk; // the prompt again as first message
  if ("prompt" in row && !repeatsPrompt) return check(ComparisonRecord, row);
  const margin = "margin" in row ? { margin: row["margin"] } : {};
  return check(ComparisonRecord, { ...separate(chosen, rejected), ...margin });
}

function separate(chosen: Content, rejected: Content) {
  if (typeof chosen === "string" && typeof rejected === "string") {
    const isDialogue = chosen.startsWith("\n\nHuman:") && rejected.startsWith("\n\nHuman:");
    return isDialogue ? splitDialogues(chosen, rejected) : splitTexts(chosen, rejected);
  }
  if (typeof chosen === "string" || typeof rejected === "string") {
    throw new DataError("expected two texts or two conversations, got one of each");
  }
  return splitConversations(chosen, rejected);
}

const ROLES = { system: "system", human: "user", gpt: "assistant", tool: "tool" } as const;

function fromShareGpt(row: Row): ComparisonRecord {
  const { conversations, chosen, rejected } = check(ShareGptRow, row);
  const message = ({ from, value }: z.infer<typeof ShareGptMessage>): Message => ({
    role: ROLES[from],
    content: value,
  });
  return check(ComparisonRecord, {
    prompt: conversations.map(message),
    chosen: [message(chosen)],
    rejected: [message(rejected)],
  });
}

function check<T extends z.ZodType>(schema: T, value: unknown): z.infer<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const reasons = parsed.error.issues.map((issue) => {
    const where = issue.path.join(".");
    return where === "" ? issue.message : `${where}: ${issue.message}`;
  });
  throw new DataError(reasons.join("; "));
}
