import { parseJson, TokenizerError } from "@rlhf/domain";
import { z } from "zod";
import { byteBpeTokenizer } from "./byte-bpe";
import { gpt1Tokenizer } from "./gpt1";
import type { ByteTokenizer, Tokenizer } from "./tokenizer";
import { MAX_MERGES } from "./vocabulary";
import { wordTokenizer } from "./word";

const id = z.int().nonnegative();

const ByteBpeJson = z.strictObject({
  byteIds: z.array(id).length(256),
  kind: z.enum(["bpe", "gpt2"]),
  merges: z.array(z.tuple([id, id, id])),
  specials: z.strictObject({ bos: id, eos: id, pad: id, sep: id }),
  vocabSize: id,
});

const Gpt1Json = z.strictObject({
  kind: z.literal("gpt1"),
  merges: z.array(z.tuple([z.string(), z.string()])),
  tokens: z.array(z.string()),
});

const WordJson = z.strictObject({ kind: z.literal("word"), strict: z.boolean(), words: z.array(z.string()) });

const TokenizerJson = z.discriminatedUnion("kind", [ByteBpeJson, Gpt1Json, WordJson]);

/**
 * A tokenizer of any kind from the text of a saved one. @throws DataError for what is no JSON or holds more lists than the
 * longest table of merges, which a scan finds before anything is built; TokenizerError as `tokenizerFromJSON`.
 */
export function tokenizerFromText(text: string): Tokenizer {
  return tokenizerFromJSON(parseJson(text, { maxLists: MAX_MERGES + 64 })); // each merge is a list; a few hold them
}

/** A tokenizer of any kind from what its `toJSON` gave. @throws TokenizerError if it is not that, or not well formed. */
export function tokenizerFromJSON(json: unknown): Tokenizer {
  const saved = parse(TokenizerJson, json);
  if (saved.kind === "word") return wordTokenizer(saved.words, { strict: saved.strict });
  if (saved.kind === "gpt1") return gpt1Tokenizer(saved);
  return byteBpeTokenizer(saved);
}

/** A byte-level tokenizer from what its `toJSON` gave. @throws TokenizerError if it is not that, or not well formed. */
export function bpeFromJSON(json: unknown): ByteTokenizer {
  return byteBpeTokenizer(parse(ByteBpeJson, json));
}

function parse<T extends z.ZodType>(schema: T, json: unknown): z.output<T> {
  const merges = mergeCount(json);
  if (merges > MAX_MERGES)
    throw new TokenizerError(`tokenizer: expected at most ${MAX_MERGES} merges, got ${merges}; ${SAVED}`);
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue === undefined || issue.path.length === 0 ? "tokenizer" : issue.path.join(".");
  throw new TokenizerError(`${where}: ${issue?.message ?? "unreadable"} (${kindOf(json)}); ${SAVED}`);
}

const SAVED = "use what a tokenizer's toJSON gave";

/** Length of `merges` before anything looks into it, so that a hostile file costs nothing. */
function mergeCount(json: unknown): number {
  if (typeof json !== "object" || json === null || !("merges" in json)) return 0;
  return Array.isArray(json.merges) ? json.merges.length : 0;
}

function kindOf(json: unknown): string {
  if (typeof json !== "object" || json === null) return `got ${json === null ? "null" : typeof json}`;
  return "kind" in json && typeof json.kind === "string" ? `got kind "${json.kind.slice(0, 40)}"` : "got no kind";
}
