import { createHash } from "node:crypto";
import type { Db } from "@rlhf/db";
import { judgmentHighWater } from "@rlhf/db/workbench";
import { canonicalJson } from "@rlhf/domain";

const MAX_ENTRIES = 200;
const MAX_AGE_MS = 30_000; // a judgment that commits late may lie under the high-water mark: look again now and then

type Entry = { value: Promise<unknown>; until: number };
const caches = new WeakMap<Db, Map<string, Entry>>();

/** The same question over the same judgments is computed once: keyed by its filter and the newest judgment. */
export async function cached<T>(
  db: Db,
  question: { name: string; projectId: string; filter: unknown },
  compute: () => Promise<T>,
): Promise<T> {
  const highWater = await judgmentHighWater(db, question.projectId);
  const key = createHash("sha256")
    .update(canonicalJson({ ...question, highWater }))
    .digest("hex");
  const cache = caches.get(db) ?? new Map<string, Entry>();
  caches.set(db, cache);
  const known = cache.get(key);
  if (known && known.until > Date.now()) return known.value as Promise<T>;
  const value = compute();
  const oldest = cache.keys().next().value;
  if (cache.size >= MAX_ENTRIES && oldest !== undefined) cache.delete(oldest);
  cache.set(key, { value, until: Date.now() + MAX_AGE_MS });
  value.catch(() => cache.delete(key));
  return value;
}
