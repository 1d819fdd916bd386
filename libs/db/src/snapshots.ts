import { canonicalJson, DatasetRow, DatasetSnapshot, newId } from "@rlhf/domain";
import { createHash } from "node:crypto";
import type pg from "pg";
import { z } from "zod";
import { portions, sha256Hex } from "./content";
import type { Db } from "./open-database";
import { inTransaction, rowOf, rowsOf } from "./query";

const SNAPSHOT = `id, dataset_id as "datasetId", version, aggregation, encode(content_sha256, 'hex') as "contentSha256",
  row_count as "rowCount", query`;
const Id = z.object({ id: z.uuid() });

/**
 * Freezes judgments as a data set. Equal content (texts, margins, weights, labels and splits in the same order, whatever
 * the ids) is the same snapshot: calling again returns it.
 */
export async function createSnapshot(
  db: Db,
  snapshot: {
    projectId: string;
    datasetName: string;
    aggregation: DatasetSnapshot["aggregation"];
    query: Record<string, unknown>;
    createdBy?: string;
    rows: readonly Omit<DatasetRow, "rowNo">[];
  },
): Promise<DatasetSnapshot> {
  const content = await contentSha256(db, snapshot.aggregation, snapshot.rows);
  return inTransaction(db, async (client) => {
    const { id: datasetId } = await rowOf(client, Id, {
      sql: `insert into dataset (id, project_id, name, kind) values ($1, $2, $3, 'preference')
        on conflict (project_id, name) do update set name = excluded.name returning id`, // locks the data set's row
      values: [newId(), snapshot.projectId, snapshot.datasetName],
      what: `data set ${snapshot.datasetName}`,
    });
    const found = await rowsOf(client, DatasetSnapshot, {
      sql: `select ${SNAPSHOT} from dataset_snapshot where dataset_id = $1 and content_sha256 = decode($2, 'hex')`,
      values: [datasetId, content],
    });
    if (found[0]) return found[0];
    const made = await rowOf(client, DatasetSnapshot, {
      sql: `insert into dataset_snapshot (id, dataset_id, version, query, aggregation, content_sha256, row_count, created_by,
          judgment_high_water)
        select $1, $2, coalesce(max(version), 0) + 1, $3, $4, decode($5, 'hex'), $6, $7, now()
        from dataset_snapshot where dataset_id = $2 returning ${SNAPSHOT}`,
      values: [
        newId(),
        datasetId,
        JSON.stringify(snapshot.query),
        snapshot.aggregation,
        content,
        snapshot.rows.length,
        snapshot.createdBy ?? null,
      ],
      what: "the new snapshot",
    });
    await insertRows(client, made.id, snapshot.rows);
    return made;
  });
}

async function insertRows(
  client: pg.ClientBase,
  snapshotId: string,
  rows: readonly Omit<DatasetRow, "rowNo">[],
): Promise<void> {
  const numbered = rows.map((row, rowNo) => ({ ...row, rowNo }));
  for (const portion of portions(numbered)) {
    await client.query(
      `insert into dataset_row (snapshot_id, row_no, prompt_id, chosen_generation_id, rejected_generation_id, margin, weight,
         soft_label, split, judgment_ids)
       select $1, "rowNo", "promptId", "chosenGenerationId", "rejectedGenerationId", margin, weight, "softLabel", split, "judgmentIds"
       from jsonb_to_recordset($2::jsonb) as r ("rowNo" int, "promptId" uuid, "chosenGenerationId" uuid,
         "rejectedGenerationId" uuid, margin real, weight real, "softLabel" real, split split, "judgmentIds" uuid[])`,
      [snapshotId, JSON.stringify(portion)],
    );
  }
}

/** Rows in their order. */
export async function readSnapshotRows(db: Db, snapshotId: string): Promise<DatasetRow[]> {
  const sql = `select row_no as "rowNo", prompt_id as "promptId", chosen_generation_id as "chosenGenerationId",
      rejected_generation_id as "rejectedGenerationId", margin, weight, soft_label as "softLabel", split, judgment_ids as "judgmentIds"
    from dataset_row where snapshot_id = $1 order by row_no`;
  return rowsOf(db, DatasetRow, { sql, values: [snapshotId] });
}

export async function getSnapshot(db: Db, id: string): Promise<DatasetSnapshot> {
  const sql = `select ${SNAPSHOT} from dataset_snapshot where id = $1`;
  return rowOf(db, DatasetSnapshot, { sql, values: [id], what: `data set snapshot ${id}` });
}

async function contentSha256(db: Db, aggregation: string, rows: readonly Omit<DatasetRow, "rowNo">[]): Promise<string> {
  const prompts = await promptHashes(db, [...new Set(rows.map((row) => row.promptId))]);
  const answers = await answerHashes(db, [
    ...new Set(rows.flatMap((row) => [row.chosenGenerationId, row.rejectedGenerationId])),
  ]);
  const hash = createHash("sha256").update(aggregation);
  for (const { promptId, chosenGenerationId, rejectedGenerationId, judgmentIds, ...rest } of rows) {
    const texts = [prompts.get(promptId), answers.get(chosenGenerationId), answers.get(rejectedGenerationId)];
    hash.update(canonicalJson([...texts, judgmentIds.length, rest]));
  }
  return hash.digest("hex");
}

async function promptHashes(db: Db, ids: string[]): Promise<Map<string, string>> {
  const Row = z.object({ id: z.uuid(), hash: z.string() });
  const sql = "select id, encode(content_sha256, 'hex') as hash from prompt where id = any($1::uuid[])";
  return new Map((await rowsOf(db, Row, { sql, values: [ids] })).map((row) => [row.id, row.hash]));
}

async function answerHashes(db: Db, ids: string[]): Promise<Map<string, string>> {
  const Row = z.object({ id: z.uuid(), text: z.string() });
  const sql = "select id, text from generation where id = any($1::uuid[])";
  return new Map((await rowsOf(db, Row, { sql, values: [ids] })).map((row) => [row.id, sha256Hex(row.text)]));
}
