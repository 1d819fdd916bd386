import { newId } from "@rlhf/domain";
import { z } from "zod";
import type { Db } from "./open-database";
import { inTransaction, rowOf, rowsOf } from "./query";

export const GuidelineRow = z.strictObject({
  version: z.int(),
  bodyMd: z.string(),
  createdAt: z.date(),
  /** Batches that show this version, and judgments that were given under it. */
  batches: z.int(),
  judgments: z.int(),
});

/** Every version of a project's guideline, newest first. */
export async function guidelineRows(db: Db, projectId: string): Promise<z.infer<typeof GuidelineRow>[]> {
  const sql = `select g.version, g.body_md as "bodyMd", g.created_at as "createdAt",
      (select count(*)::int from label_batch b where b.guideline_id = g.id) as batches,
      (select count(*)::int from judgment j where j.guideline_id = g.id) as judgments
    from guideline g where g.project_id = $1 order by g.version desc`;
  return rowsOf(db, GuidelineRow, { sql, values: [projectId] });
}

/** The next version; batches made from now on show it. Null when the newest says the same. */
export async function addGuideline(db: Db, guideline: { projectId: string; bodyMd: string }): Promise<number | null> {
  const { projectId, bodyMd } = guideline;
  return inTransaction(db, async (client) => {
    await client.query("select 1 from project where id = $1 for update", [projectId]); // one number for each
    const [newest] = await rowsOf(client, z.object({ version: z.int(), bodyMd: z.string() }), {
      sql: `select version, body_md as "bodyMd" from guideline where project_id = $1 order by version desc limit 1`,
      values: [projectId],
    });
    if (newest?.bodyMd === bodyMd) return null;
    const { version } = await rowOf(client, z.object({ version: z.int() }), {
      sql: "insert into guideline (id, project_id, version, body_md) values ($1, $2, $3, $4) returning version",
      values: [newId(), projectId, (newest?.version ?? 0) + 1, bodyMd],
      what: "the new guideline",
    });
    return version;
  });
}
