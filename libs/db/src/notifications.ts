import type pg from "pg";
import type { Db } from "./open-database";

type Listener = (payload: string) => void;
type Hub = { listeners: Map<string, Set<Listener>>; client: Promise<pg.PoolClient> | null };

const hubs = new WeakMap<Db, Hub>();

/**
 * Hears NOTIFYs of a channel over one connection per database, whatever the number of listeners. A notice may be missed
 * while the connection is renewed: readers look at the table now and then as well. Returns the way to stop.
 */
export function onNotify(db: Db, channel: string, listener: Listener): () => void {
  const hub = hubs.get(db) ?? { listeners: new Map<string, Set<Listener>>(), client: null };
  hubs.set(db, hub);
  const known = hub.listeners.get(channel);
  const set = known ?? new Set<Listener>();
  hub.listeners.set(channel, set.add(listener));
  if (!known) void listenOn(db, hub, channel);
  return () => {
    set.delete(listener);
    if ([...hub.listeners.values()].every((one) => one.size === 0)) void release(hub);
  };
}

async function listenOn(db: Db, hub: Hub, channel: string): Promise<void> {
  const client = await connected(db, hub);
  await client?.query(`listen ${channel.replaceAll(/[^a-z_]/g, "")}`).catch(() => undefined); // a broken connection says so by "error"
}

async function connected(db: Db, hub: Hub): Promise<pg.PoolClient | null> {
  hub.client ??= db.pool.connect();
  try {
    const client = await hub.client;
    if (client.listenerCount("notification") === 0) attach(db, hub, client);
    return client;
  } catch {
    hub.client = null; // the database is away; readers poll, and the next listener tries again
    return null;
  }
}

function attach(db: Db, hub: Hub, client: pg.PoolClient): void {
  client.on("notification", ({ channel, payload }) =>
    hub.listeners.get(channel)?.forEach((listener) => listener(payload ?? "")),
  );
  client.on("error", () => {
    hub.client = null;
    client.release(true);
    setTimeout(() => [...hub.listeners.keys()].forEach((name) => void listenOn(db, hub, name)), 500).unref();
  });
}

async function release(hub: Hub): Promise<void> {
  const { client } = hub;
  hub.client = null;
  hub.listeners.clear();
  await client?.then(
    (open) => open.release(true),
    () => undefined,
  );
}
