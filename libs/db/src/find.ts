import { Message, RunKind, RunStatus, Split } from "@rlhf/domain";
import { z } from "zod";
import type { Db } from "./open-database";
import { PolicyRef } from "./policy-list";
import { rowsOf } from "./query";

/** What a search by words finds, a few of each kind. */
export const Found = z.strictObject({
  runs: z.array(z.strictObject({ id: z.uuid(), seq: z.int(), name: z.string(), kind: RunKind, status: RunStatus })),
  policies: z.array(PolicyRef.extend({ step: z.int().nullable() })),
  batches: z.array(z.strictObject({ id: z.uuid(), name: z.string(), status: z.string() })),
  prompts: z.array(
    z.strictObject({
      id: z.uuid(),
      promptSetId: z.uuid(),
      setName: z.string(),
      ordinal: z.int(),
      split: Split,
      text: z.string(),
    }),
  ),
});

type Asked = { projectId: string; words: string; limit: number };

/** Runs, policies and batches by name, or by "run 12"; prompts by their text. Newest first; without words the newest. */
export async function findAnything(db: Db, asked: Asked): Promise<z.infer<typeof Found>> {
  const [runs, policies, batches, prompts] = await Promise.all([
    findRuns(db, asked),
    findPolicies(db, asked),
    findBatches(db, asked),
    asked.words === "" ? [] : findPrompts(db, asked),
  ]);
  return { runs, policies, batches, prompts };
}

// every word has to occur somewhere
const ALL_WORDS = (text: string) =>
  `not exists (select 1 from unnest(string_to_array(lower($2), ' ')) w where strpos(lower(${text}), w) = 0)`;
const valuesOf = ({ projectId, words, limit }: Asked) => [projectId, words, limit];

function findRuns(db: Db, asked: Asked) {
  const sql = `select id, seq, name, kind, status from training_run
    where project_id = $1 and ${ALL_WORDS("name || ' ' || kind || ' run ' || seq")} order by seq desc limit $3`;
  return rowsOf(db, Found.shape.runs.element, { sql, values: valuesOf(asked) });
}

function findPolicies(db: Db, asked: Asked) {
  const sql = `select v.id, p.name, v.version, v.kind, c.step from policy_version v join policy p on p.id = v.policy_id
    left join checkpoint c on c.id = v.checkpoint_id
    where p.project_id = $1 and ${ALL_WORDS("p.name || ' v' || v.version || ' ' || v.kind || coalesce(' step ' || c.step, '')")}
    order by v.created_at desc, v.version desc limit $3`;
  return rowsOf(db, Found.shape.policies.element, { sql, values: valuesOf(asked) });
}

function findBatches(db: Db, asked: Asked) {
  const sql = `select id, name, status::text from label_batch
    where project_id = $1 and ${ALL_WORDS("name || ' batch ' || status")} order by ordinal desc limit $3`;
  return rowsOf(db, Found.shape.batches.element, { sql, values: valuesOf(asked) });
}

function findPrompts(db: Db, asked: Asked) {
  const Row = Found.shape.prompts.element.omit({ text: true }).extend({ messages: z.array(Message) });
  const sql = `select p.id, p.prompt_set_id as "promptSetId", s.name as "setName", p.ordinal, p.split, p.messages
    from prompt p join prompt_set s on s.id = p.prompt_set_id
    where p.project_id = $1 and ${ALL_WORDS("p.messages::text")} order by s.created_at desc, p.ordinal limit $3`;
  const found = rowsOf(db, Row, { sql, values: valuesOf(asked) });
  return found.then((rows) =>
    rows.map(({ messages, ...rest }) => ({ ...rest, text: (messages.at(-1)?.content ?? "").slice(0, 200) })),
  );
}
