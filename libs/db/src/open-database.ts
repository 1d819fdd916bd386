import { PrismaPg } from "@prisma/adapter-pg";
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
  const pool = new pg.Pool({
    connectionString: url,
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: 15_000,
    allowExitOnIdle: true,
  });
  pool.on("error", () => undefined); // an idle connection broke; the next query opens another one
  try {
    await pool.query("select 1");
  } catch (error) {
    await pool.end();
    throw connectionError(url, error);
  }
  return { prisma: new PrismaClient({ adapter: new PrismaPg(pool) }), pool };
}

export async function closeDatabase(db: Db): Promise<void> {
  await db.prisma.$disconnect();
  if (!db.pool.ended) await db.pool.end();
}
