// Rows of different lengths laid end to end: row b owns rowOffsets[b] .. rowOffsets[b + 1] - 1 of every array. M places.
import { ShapeError } from "@rlhf/domain";

export type GaeInput = {
  rewards: Float32Array;
  values: Float32Array;
  rowOffsets: Int32Array;
  gamma: number;
  lam: number;
};

/**
 * Generalised advantage estimation in each row; the value after a row's last token is zero.
 * rewards, values: [M] reward units. Returns advantages and returns (advantage + value), both [M].
 * @throws ShapeError if rewards, values and rowOffsets do not fit.
 * @source Schulman et al. 2016, eq. 16 (arXiv:1506.02438)
 */
export function gae(o: GaeInput): { advantages: Float32Array; returns: Float32Array } {
  const { rewards, values, rowOffsets } = o;
  if (rewards.length !== values.length || rowOffsets.at(-1) !== rewards.length)
    throw new ShapeError(
      `gae: expected as many rewards as values as the last offset, got ${rewards.length}, ${values.length}, ${rowOffsets.at(-1) ?? "none"}`,
    );
  const advantages = new Float32Array(rewards.length);
  const returns = new Float32Array(rewards.length);
  for (let b = 0; b + 1 < rowOffsets.length; b++) {
    let [advantage, nextValue] = [0, 0];
    for (let t = (rowOffsets[b + 1] ?? 0) - 1; t >= (rowOffsets[b] ?? 0); t--) {
      const value = values[t] ?? 0;
      const delta = (rewards[t] ?? 0) + o.gamma * nextValue - value;
      advantage = delta + o.gamma * o.lam * advantage;
      nextValue = value;
      advantages[t] = advantage;
      returns[t] = advantage + value;
    }
  }
  return { advantages, returns };
}

/**
 * Scales to variance 1 (population variance + 1e-8) and, with shiftMean, to mean 0; without it the mean stays.
 * With a mask only places of mask 1 count, and the others come out as zero.
 * @source Ziegler 2019 (arXiv:1909.08593), lm-human-preferences `whiten`
 */
export function whiten(values: Float32Array, o: { shiftMean: boolean; mask?: Uint8Array }): Float32Array {
  const counts = (i: number) => o.mask === undefined || o.mask[i] === 1;
  let [n, sum] = [0, 0];
  values.forEach((x, i) => {
    if (!counts(i)) return;
    n++;
    sum += x;
  });
  const mean = n > 0 ? sum / n : 0;
  let squares = 0;
  values.forEach((x, i) => {
    if (counts(i)) squares += (x - mean) ** 2;
  });
  const scale = 1 / Math.sqrt((n > 0 ? squares / n : 0) + 1e-8);
  return values.map((x, i) => (counts(i) ? (x - mean) * scale + (o.shiftMean ? 0 : mean) : 0));
}
