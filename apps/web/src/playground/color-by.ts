import { heatLimit } from "@rlhf/ui";
import type { SampledToken } from "./answer-state";

export const COLORS = ["delta", "probability", "none"] as const;
export type ColorBy = (typeof COLORS)[number];

/** What a token is tinted by: Δ log-prob in nats, or how unlikely it was (its surprise, nats); null = no tint. */
export function colorValue({ logp, refLogp }: SampledToken, by: ColorBy): number | null {
  if (by === "delta") return refLogp === null ? null : logp - refLogp;
  return by === "probability" ? -logp : null;
}

/** One scale for all tokens on screen. */
export const colorLimit = (tokens: readonly SampledToken[], by: ColorBy): number =>
  heatLimit(tokens.flatMap((token) => colorValue(token, by) ?? []));
