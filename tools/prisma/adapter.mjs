// @prisma/adapter-pg as the schema engine needs it, with four of its faults worked around.
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import pg from "pg";
import { parse } from "pg-connection-string";
import { administer, cleanUrl } from "./admin.mjs";

const OID_CHAR = 18;
const OID_VARCHAR = 1043;

export function bindDatabase(datasource) {
  const url = datasource?.url;
  const schema = (url && new URL(url).searchParams.get("schema")) || undefined;
  const factory = new PrismaPg(url ? discreteOptions(url) : { host: "127.0.0.1", port: 1 }, { schema });
  const shadow = datasource?.shadowDatabaseUrl ? new PrismaPg(discreteOptions(datasource.shadowDatabaseUrl)) : null;
  return bindMigrationAwareSqlAdapterFactory({
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => repaired(await factory.connect()),
    connectToShadowDb: async () => repaired(await (shadow ? shadow.connect() : temporaryDatabase(url))),
  });
}

// Never a connectionString: the adapter sets `database` for the shadow, and in node-postgres a connectionString wins
// over `database`. The shadow's migrations would run on the real database.
function discreteOptions(url) {
  const { host, port, user, password, database, ssl } = parse(cleanUrl(url));
  return {
    host: host ?? "localhost",
    port: Number(port ?? 5432),
    user,
    password,
    database: database ?? "postgres",
    ...(ssl === undefined ? {} : { ssl }),
  };
}

// The adapter's own connectToShadowDb() drops the database before it closes its pool, which Postgres refuses.
async function temporaryDatabase(url) {
  const database = `prisma_migrate_shadow_db_${crypto.randomUUID()}`;
  const name = pg.escapeIdentifier(database);
  await administer(url, `CREATE DATABASE ${name}`);
  const adapter = await new PrismaPg({ ...discreteOptions(url), database }).connect();
  const close = adapter.dispose.bind(adapter);
  adapter.dispose = async () => {
    await close();
    await administer(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  };
  return adapter;
}

// The adapter has no mapping for the catalog's type "char" (prisma/orm#27403): read such columns as text, then say
// that they were Character.
function repaired(queryable) {
  if (typeof queryable.performIO !== "function")
    throw new Error("@prisma/adapter-pg changed: performIO is gone; update tools/prisma/adapter.mjs");
  const prototype = Object.getPrototypeOf(queryable);
  queryable.queryRaw = async (query) => {
    let chars = [];
    const performIO = async (q) => {
      const result = await queryable.performIO(q);
      chars = result.fields.flatMap((f, i) => (f.dataTypeID === OID_CHAR ? [i] : []));
      const fields = result.fields.map((f) =>
        f.dataTypeID === OID_CHAR ? { ...f, name: f.name, dataTypeID: OID_VARCHAR } : f,
      );
      return chars.length ? { ...result, rows: result.rows, fields } : result;
    };
    const out = await prototype.queryRaw.call(Object.create(queryable, { performIO: { value: performIO } }), query);
    for (const i of chars) out.columnTypes[i] = ColumnTypeEnum.Character;
    return out;
  };
  // Its own executeScript cuts scripts at every ";", also inside function bodies.
  if (queryable.executeScript)
    queryable.executeScript = async (sql) => void (await queryable.executeRaw({ sql, args: [], argTypes: [] }));
  const start = queryable.startTransaction?.bind(queryable);
  if (start) queryable.startTransaction = async (level) => repaired(await start(level));
  return queryable;
}
