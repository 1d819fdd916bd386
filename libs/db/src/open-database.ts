import { PrismaPg } from "@prisma/adapter-pg";
import type { RunLease } from "@rlhf/domain";
import pg from "pg";
import { connectionError, parseDatabaseUrl } from "./connection-error";
import { PrismaClient } from "./generated/client";
import { migrate } from "./migrate";

/** One pool: `prisma` for the plain functions, `pool` for the queue and for rows in bulk. */
export type Db = { prisma: PrismaClient; pool: pg.Pool };

/** Migrates and connects. `maxConnections` of this process; the embedded server allows 100 in all. */
export async function openDatabase(
  url: string,
  options: { maxConnections?: number; migrate?: boolean } = {},
): Promise<Db> {
  parseDatabaseUrl(url);
  if (options.migrate ?? true) await migrate(url);
  const pool = newPool({ connectionString: url, max: options.maxConnections ?? 10 });
  try {
    await pool.query("select 1");
  } catch (error) {
    await pool.end();
    throw connectionError(url, error);
  }
  return dbOf(pool);
}

/** Shorter than any lease: a process that stalls inside a transaction must not be able to commit it later. */
const IDLE_IN_TRANSACTION_MS = 10_000;

/**
 * Connections of their own to the same database that write only while this lease holds: every statement of a process that
 * has lost its run is refused with a StaleLeaseError. The caller closes them.
 */
export function fencedDatabase(db: Db, lease: RunLease): Db {
  const { connectionString, max } = db.pool.options;
  const settings = [
    `rlhf.lease=${lease.runId}:${lease.epoch}`,
    `idle_in_transaction_session_timeout=${IDLE_IN_TRANSACTION_MS}`,
  ];
  return dbOf(newPool({ connectionString, max, options: settings.map((setting) => `-c ${setting}`).join(" ") }));
}

/** A new connection plans every function anew, tens of ms each: one that is used now and then is kept. */
const IDLE_MS = 5 * 60_000;

function newPool(config: pg.PoolConfig): pg.Pool {
  const waits = { connectionTimeoutMillis: 15_000, idleTimeoutMillis: IDLE_MS };
  const pool = new pg.Pool({ ...config, ...waits, allowExitOnIdle: true });
  pool.on("error", () => undefined); // an idle connection broke; the next query opens another one
  return pool;
}

const dbOf = (pool: pg.Pool): Db => ({ prisma: new PrismaClient({ adapter: new PrismaPg(pool) }), pool });

export async function closeDatabase(db: Db): Promise<void> {
  await db.prisma.$disconnect();
  if (!db.pool.ended) await db.pool.end();
}
