// What the schema engine's `cli` subcommands do: can-connect-to-database, create-database, drop-database.
import pg from "pg";

const OPTIONS_OF_PRISMA = ["schema", "connection_limit", "pool_timeout", "pgbouncer", "statement_cache_size"];

/** The URL without the options that only Prisma knows. */
export function cleanUrl(url) {
  const clean = new URL(url);
  for (const key of OPTIONS_OF_PRISMA) clean.searchParams.delete(key);
  return clean.toString();
}

export const databaseName = (url) => decodeURIComponent(new URL(url).pathname.slice(1)) || "postgres";

/** Runs one statement on the server's `postgres` database. */
export async function administer(url, sql) {
  const target = new URL(cleanUrl(url));
  target.pathname = "/postgres";
  const client = new pg.Client({ connectionString: target.toString() });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

export const createDatabase = (url) => administer(url, `CREATE DATABASE ${pg.escapeIdentifier(databaseName(url))}`);
const dropDatabase = (url) => administer(url, `DROP DATABASE ${pg.escapeIdentifier(databaseName(url))} WITH (FORCE)`);

/** Null when all went well, else the error as the CLI expects it. */
export async function cliCommand(command, url) {
  try {
    if (command === "can-connect-to-database") return await connectError(url);
    if (command === "create-database") await createDatabase(url);
    else if (command === "drop-database") await dropDatabase(url);
    else return { message: `unknown command ${command}` };
    return null;
  } catch (error) {
    return { message: error.message };
  }
}

async function connectError(url) {
  const client = new pg.Client({ connectionString: cleanUrl(url), connectionTimeoutMillis: 5000 });
  try {
    await client.connect();
    await client.query("select 1");
    return null;
  } catch (error) {
    const { hostname, port, username } = new URL(url);
    if (error.code === "3D000")
      return { error_code: "P1003", message: `Database \`${databaseName(url)}\` does not exist` };
    if (error.code === "28P01" || error.code === "28000")
      return {
        error_code: "P1000",
        message: `Authentication failed against database server, the provided database credentials for \`${username}\` are not valid.`,
      };
    return { error_code: "P1001", message: `Can't reach database server at \`${hostname}:${port || 5432}\`` };
  } finally {
    await client.end().catch(() => undefined); // a client that never connected has nothing to end
  }
}
