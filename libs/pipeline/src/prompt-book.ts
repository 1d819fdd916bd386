import { ensurePromptSet, insertPrompts } from "@rlhf/db";
import { DataError } from "@rlhf/domain";
import type { Philox } from "@rlhf/tensor";
import type { Source, SourcePrompt } from "./sources/source";
import type { StageContext } from "./workbench";

/** The source's prompts as they stand in the database. */
export type PromptBook = {
  idOf(prompt: SourcePrompt): string;
  byId(promptId: string): SourcePrompt;
  /** Whether a prompt of the project is one of this source; people may have added others. */
  has(promptId: string): boolean;
  byQuery(tokens: readonly number[]): SourcePrompt;
  /** `n` prompts of a split, each asked as often as the source asks it. */
  draw(rng: Philox, split: SourcePrompt["split"], n: number): SourcePrompt[];
  /** The first `n` prompts of a split, in the source's order. */
  first(split: SourcePrompt["split"], n: number): SourcePrompt[];
};

/** Writes the source's prompts to the project (once: the same content is the same row). */
export async function openPromptBook(ctx: StageContext, source: Source): Promise<PromptBook> {
  const { projectId } = ctx;
  const set = await ensurePromptSet(ctx.bench.db, { projectId, name: source.kind });
  const inputs = source.prompts.map(({ text, split, tags }) => {
    return { messages: [{ role: "user" as const, content: text }], split, tags };
  });
  const rows = await insertPrompts(ctx.bench.db, set, inputs);
  const ids = new Map(source.prompts.map((prompt, i) => [prompt.text, rows[i]?.id ?? ""]));
  const prompts = new Map(source.prompts.map((prompt) => [ids.get(prompt.text) ?? "", prompt]));
  const queries = new Map(source.prompts.map((prompt) => [prompt.tokens.join(" "), prompt]));
  return {
    idOf: (prompt) => known(ids.get(prompt.text), prompt.text),
    has: (promptId) => prompts.has(promptId),
    byId: (promptId) => known(prompts.get(promptId), promptId),
    byQuery: (tokens) => known(queries.get(tokens.join(" ")), `query of ${tokens.length} tokens`),
    draw: (rng, split, n) => Array.from({ length: n }, () => source.ask(rng, split)),
    first: (split, n) => source.prompts.filter((p) => p.split === split).slice(0, n),
  };
}

function known<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new DataError(`expected a prompt of this source, got "${name}"`);
  return value;
}
