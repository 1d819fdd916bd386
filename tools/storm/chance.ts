import { Philox } from "@rlhf/tensor";

/** Everything random of a storm: a function of its seed, the purpose and the round alone, so that a round can be repeated. */
export const chance = (seed: number, purpose: string, round: number): Philox =>
  new Philox({ seed, purpose: `storm/${purpose}`, step: round });

/** One of the items; every one as likely. */
export function pick<T>(rng: Philox, items: readonly T[]): T {
  const item = items[rng.int(items.length)];
  if (item === undefined) throw new Error("expected something to pick from");
  return item;
}
