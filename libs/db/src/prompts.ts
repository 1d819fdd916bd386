import { newId, Prompt, type Message, type Split } from "@rlhf/domain";
import { z } from "zod";
import { jsonSha256, portions, storableText } from "./content";
import type { Db } from "./open-database";
import { inTransaction, rowOf, rowsOf } from "./query";

export type PromptInput = { messages: readonly Message[]; split: Split; tags?: readonly string[]; lang?: string };
export type PromptSet = { id: string; projectId: string; name: string };

const PromptSet = z.object({ id: z.uuid(), projectId: z.uuid(), name: z.string() });
const PROMPT = `p.id, p.prompt_set_id as "promptSetId", p.ordinal, p.messages, encode(p.content_sha256, 'hex') as "contentSha256",
  p.split, p.tags`;

export async function ensurePromptSet(db: Db, set: { projectId: string; name: string }): Promise<PromptSet> {
  const sql = `insert into prompt_set (id, project_id, name) values ($1, $2, $3)
    on conflict (project_id, name) do update set name = excluded.name returning id, project_id as "projectId", name`;
  return rowOf(db, PromptSet, { sql, values: [newId(), set.projectId, set.name], what: `prompt set ${set.name}` });
}

/**
 * Adds prompts to a set and returns one record per input, in input order. A prompt whose messages are there already is
 * returned as it stands, so importing twice changes nothing.
 */
export async function insertPrompts(db: Db, set: PromptSet, prompts: readonly PromptInput[]): Promise<Prompt[]> {
  return (await storePrompts(db, set, prompts)).prompts;
}

/** The same, and how many of them were not there before. */
export async function storePrompts(
  db: Db,
  set: PromptSet,
  prompts: readonly PromptInput[],
): Promise<{ prompts: Prompt[]; added: number }> {
  const stored: Prompt[] = [];
  let added = 0;
  for (const portion of portions(prompts)) {
    const rows = portion.map((prompt, no) => {
      const messages = prompt.messages.map((m) => ({ role: m.role, content: storableText(m.content) }));
      return { ...prompt, no, id: newId(), messages, hash: jsonSha256(messages), tags: prompt.tags ?? [] };
    });
    const now = await insertPortion(db, set, rows);
    const fresh = new Set(rows.map(({ id }) => id));
    added += new Set(now.filter(({ id }) => fresh.has(id)).map(({ id }) => id)).size;
    stored.push(...now);
  }
  return { prompts: stored, added };
}

function insertPortion(db: Db, set: PromptSet, rows: readonly { hash: string }[]): Promise<Prompt[]> {
  return inTransaction(db, async (client) => {
    await client.query("select 1 from prompt_set where id = $1 for update", [set.id]);
    const input = `jsonb_to_recordset($3::jsonb)
      as r (id uuid, messages jsonb, hash text, lang text, tags text[], split split, no int)`;
    await client.query(
      `insert into prompt (id, project_id, prompt_set_id, ordinal, messages, content_sha256, lang, tags, split)
       select r.id, $1, $2, (select coalesce(max(ordinal) + 1, 0) from prompt where prompt_set_id = $2)
         + row_number() over (order by r.no) - 1, r.messages, decode(r.hash, 'hex'), r.lang, r.tags, r.split
       from (select distinct on (hash) * from ${input} order by hash, no) r
       where not exists (select 1 from prompt p where p.prompt_set_id = $2 and p.content_sha256 = decode(r.hash, 'hex'))`,
      [set.projectId, set.id, JSON.stringify(rows)],
    );
    const sql = `select ${PROMPT} from unnest($2::text[]) with ordinality as r (hash, no)
      join prompt p on p.prompt_set_id = $1 and p.content_sha256 = decode(r.hash, 'hex') order by r.no`;
    return rowsOf(client, Prompt, { sql, values: [set.id, rows.map((row) => row.hash)] });
  });
}

export async function listPrompts(
  db: Db,
  filter: { promptSetId: string; split?: Split; limit?: number },
): Promise<Prompt[]> {
  const sql = `select ${PROMPT} from prompt p where p.prompt_set_id = $1 and ($2::split is null or p.split = $2)
    order by p.ordinal limit $3`;
  return rowsOf(db, Prompt, { sql, values: [filter.promptSetId, filter.split ?? null, filter.limit ?? null] });
}

/** Prompts by id, in the order of the ids. */
export async function readPrompts(db: Db, ids: readonly string[]): Promise<Prompt[]> {
  const sql = `select ${PROMPT} from unnest($1::uuid[]) with ordinality as r (id, no) join prompt p on p.id = r.id order by r.no`;
  return rowsOf(db, Prompt, { sql, values: [ids] });
}
