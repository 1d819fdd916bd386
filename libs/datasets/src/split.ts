import { createHash } from "node:crypto";

export type Split = "train" | "val" | "test";

/** Which split a prompt belongs to: by hash of its key, never by row, so that the same prompt never stands on two sides. */
export function splitOf(key: string, shares: { val: number; test: number }): Split {
  const u = hashFraction(key);
  if (u < shares.test) return "test";
  return u < shares.test + shares.val ? "val" : "train";
}

/** The first 48 bits of SHA-256 of the key, as a fraction in [0, 1). */
export function hashFraction(key: string): number {
  return createHash("sha256").update(key).digest().readUIntBE(0, 6) / 2 ** 48;
}
