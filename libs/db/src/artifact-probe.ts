import { newId } from "@rlhf/domain";
import { z } from "zod";
import type { Db } from "./open-database";
import { inTransaction, rowOf } from "./query";

const PROBE = "application/vnd.rlhf.probe";
const LOCK = 7_204_116; // any number that nothing else locks

/** The hash of the probe that the first worker left beside the checkpoints; `mine` becomes it when there is none yet. */
export async function artifactProbe(db: Db, mine: { sha256: string; bytes: number; uri: string }): Promise<string> {
  return inTransaction(db, async (client) => {
    await client.query("select pg_advisory_xact_lock($1)", [LOCK]);
    await client.query(
      `insert into artifact (id, sha256, uri, bytes, mime) select $1, decode($2, 'hex'), $3, $4, $5
       where not exists (select 1 from artifact where mime = $5)`,
      [newId(), mine.sha256, mine.uri, mine.bytes, PROBE],
    );
    const sql = `select encode(sha256, 'hex') as sha256 from artifact where mime = $1 order by created_at, id limit 1`;
    const row = { sql, values: [PROBE], what: "the probe of the artifacts folder" };
    return (await rowOf(client, z.object({ sha256: z.string() }), row)).sha256;
  });
}
