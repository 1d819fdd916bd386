import { DatabaseError, DiskFullError, NotFoundError, RlhfError, StaleLeaseError } from "@rlhf/domain";
import pg from "pg";
import { z } from "zod";
import type { Db } from "./open-database";

type Queryable = Pick<pg.ClientBase, "query">;

/** `name`: each connection parses and plans the statement once, for what every labelled pair asks; one text per name. */
type Statement = { sql: string; values?: unknown[]; name?: string };

/** The rows of one statement, parsed. @throws NotFoundError or DatabaseError instead of the driver's errors. */
export async function rowsOf<T extends z.ZodType>(
  db: Db | Queryable,
  schema: T,
  { sql: text, values = [], name }: Statement,
): Promise<z.output<T>[]> {
  const target: Queryable = "pool" in db ? db.pool : db;
  try {
    const { rows } = await target.query<Record<string, unknown>>(
      name === undefined ? { text, values } : { name, text, values },
    );
    return z.array(schema).parse(rows);
  } catch (error) {
    throw queryError(error);
  }
}

/** Exactly one row. @throws NotFoundError naming `what` when there is none. */
export async function rowOf<T extends z.ZodType>(
  db: Db | Queryable,
  schema: T,
  query: Statement & { what: string },
): Promise<z.output<T>> {
  const [row] = await rowsOf(db, schema, query);
  if (row === undefined) throw new NotFoundError(`${query.what}: expected one in the database, found none`);
  return row;
}

/** Several statements that happen together or not at all. */
export async function inTransaction<T>(db: Db, work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
  const client = await db.pool.connect().catch((error: unknown) => {
    throw queryError(error);
  });
  client.on("error", ignoreLoss);
  try {
    await client.query("begin");
    const result = await work(client);
    await client.query("commit");
    client.off("error", ignoreLoss);
    client.release();
    return result;
  } catch (error) {
    client.release(true); // ends the session, and with it the transaction, whatever state it is in
    throw queryError(error);
  }
}

/** A connection that breaks between two statements says so in the next one; without a listener the process would end. */
const ignoreLoss = () => undefined;

const DISK_FULL = new Set(["53100", "58030"]); // disk_full; io_error, which a full log gives on the way down

/** What the driver threw, as one of our errors where we know what it means. */
export function queryError(error: unknown): unknown {
  if (error instanceof RlhfError || !(error instanceof Error)) return error;
  if (error instanceof pg.DatabaseError) {
    if (error.code === "RL409") return new StaleLeaseError(error.message, { cause: error });
    if (DISK_FULL.has(error.code ?? "") && /No space left/.test(error.message))
      return new DiskFullError(`database: ${error.message}; free space, then resume`, { cause: error });
    if (error.code === "RL404") return new NotFoundError(error.message, { cause: error });
    const where = [error.table, error.constraint].filter(Boolean).join(", ");
    return new DatabaseError(`database: ${error.message}${where ? ` (${where})` : ""}`, { cause: error });
  }
  if (error instanceof z.ZodError)
    return new DatabaseError(`database: a row is not as expected: ${z.prettifyError(error)}`, { cause: error });
  if ("code" in error || /Connection terminated|timeout exceeded/.test(error.message))
    return new DatabaseError(`database: the connection was lost (${error.message}); try again`, { cause: error });
  return error;
}
