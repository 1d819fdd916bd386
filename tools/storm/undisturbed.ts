import { fingerprint, type Fingerprint } from "./fingerprint";
import type { Product, Room } from "./room";
import { start } from "./victim";

/** What a loop gives when nothing happens to it, and how long each of its stages takes. */
export type Undisturbed = { print: Fingerprint; stages: { name: string; ms: number }[] };

/** The stage during which optimiser steps are taken. */
export const TRAINING = ["pretrain", "sft", "reward", "ppo"];

export async function undisturbed(product: Product, room: Room, slug = "undisturbed"): Promise<Undisturbed> {
  const { code, stderr } = await start(product.loop(room, slug)).ended;
  if (code !== 0) throw new Error(`the undisturbed loop: expected exit code 0, got ${code}: ${stderr}`);
  const db = await room.db();
  const { rows } = await db.pool.query<{ name: string; ms: number }>(
    `select r.name, 1000 * extract(epoch from r.finished_at - r.started_at)::float8 as ms
     from training_run r join project p on p.id = r.project_id where p.slug = $1 and r.kind <> 'pipeline' order by r.seq`,
    [slug],
  );
  return { print: await fingerprint(room, slug), stages: rows };
}
