import { getBlob, Manifest, type Artifacts } from "@rlhf/artifacts";
import { harbortown } from "@rlhf/datasets";
import { listGenerations, readTokenStats, type Db } from "@rlhf/db";
import { readTokenIds } from "@rlhf/db/workbench";
import { type TokenStats } from "@rlhf/domain";
import { tokenizerFromText, wordTokenizer, type Tokenizer } from "@rlhf/tokenizer";
import { z } from "zod";
import { notFound } from "./api-errors";
import { figure } from "./routers/shapes";

const Column = z.array(figure).nullable();

export const AnswerTokens = z.strictObject({
  generationId: z.uuid(),
  text: z.string(),
  tokenIds: z.array(z.int()),
  /** The text of each token; null when no tokenizer is known that writes this answer (an imported one). */
  tokens: z.array(z.string()).nullable(),
  /** One value per token, null where not measured. nats; reward units for value, reward and advantage. */
  logp: Column,
  logpRef: Column,
  /** logp − logpRef */
  logRatio: Column,
  kl: Column,
  value: Column,
  reward: Column,
  advantage: Column,
  entropy: Column,
});
type AnswerTokens = z.infer<typeof AnswerTokens>;

/** An answer, token by token. @throws not found for an unknown one. */
export async function answerTokens(
  { db, artifacts }: { db: Db; artifacts: Artifacts },
  generationId: string,
): Promise<AnswerTokens> {
  const [[generation], [stats], known] = await Promise.all([
    listGenerations(db, { ids: [generationId] }),
    readTokenStats(db, [generationId]),
    readTokenIds(db, generationId),
  ]);
  if (!generation || !known) throw notFound();
  const { tokenIds, text } = generation;
  const tokenizer = (await storedTokenizer(artifacts, known.manifestSha256)) ?? worldTokenizer();
  return { generationId, text, tokenIds, tokens: tokenTexts(tokenizer, { tokenIds, text }), ...columns(stats) };
}

function columns(stats: TokenStats | undefined): Omit<AnswerTokens, "generationId" | "text" | "tokenIds" | "tokens"> {
  const list = (values: Float32Array | null | undefined) => (values ? [...values] : null);
  const logpRef = stats?.logpRef ?? null;
  return {
    logp: list(stats?.logp),
    logpRef: list(logpRef),
    logRatio: stats && logpRef ? Array.from(stats.logp, (logp, i) => logp - (logpRef[i] ?? NaN)) : null,
    kl: list(stats?.kl),
    value: list(stats?.value),
    reward: list(stats?.reward),
    advantage: list(stats?.advantage),
    entropy: list(stats?.entropy),
  };
}

/** Null unless the tokenizer writes exactly this text from these ids: then it is the right one. */
function tokenTexts(tokenizer: Tokenizer, answer: { tokenIds: number[]; text: string }): string[] | null {
  try {
    if (tokenizer.decode(answer.tokenIds) !== answer.text) return null;
    return answer.tokenIds.map((id) => (id === tokenizer.specials.eos ? "⏎" : tokenizer.decode([id])));
  } catch {
    return null; // ids outside its vocabulary
  }
}

let world: Tokenizer | undefined;
const worldTokenizer = (): Tokenizer => (world ??= wordTokenizer(harbortown.vocabulary));

const tokenizers = new Map<string, Tokenizer | null>();
const MAX_TOKENIZERS = 32;

/** The tokenizer that a checkpoint carries; null when it carries none. */
async function storedTokenizer(store: Artifacts, manifestSha256: string | null): Promise<Tokenizer | null> {
  if (manifestSha256 === null) return null;
  const cached = tokenizers.get(manifestSha256);
  if (cached !== undefined) return cached;
  const manifest = Manifest.parse(JSON.parse(new TextDecoder().decode(await getBlob(store, manifestSha256))));
  const file = manifest.files.find((one) => one.name === "tokenizer.json");
  const found = file ? tokenizerFromText(new TextDecoder().decode(await getBlob(store, file.sha256))) : null;
  if (tokenizers.size >= MAX_TOKENIZERS) tokenizers.clear();
  tokenizers.set(manifestSha256, found);
  return found;
}
