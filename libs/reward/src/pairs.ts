import { DataError } from "@rlhf/domain";
import { Philox } from "@rlhf/tensor";

/**
 * One comparison of two rows (prompt + response). `label` is the probability that `chosen` is better: 1, or a soft label, ½ for
 * a tie. `strength` 0…3 as judged. `weight` scales the pair's loss.
 */
export type RewardPair = {
  chosen: readonly number[];
  rejected: readonly number[];
  label: number;
  strength: number;
  weight: number;
};

/**
 * Batches as a pure function of (seed, epoch): every epoch is one shuffle of all pairs and its last batch may be short, so
 * the step alone is the data cursor.
 * @throws DataError if there is no pair.
 */
export function shuffledPairs(
  pairs: readonly RewardPair[],
  { batchSize, seed }: { batchSize: number; seed: number },
): { stepsPerEpoch: number; batch: (step: number) => readonly RewardPair[] } {
  if (pairs.length === 0) throw new DataError("reward pairs: expected at least one, got none; label some comparisons");
  const stepsPerEpoch = Math.ceil(pairs.length / batchSize);
  let cached: { epoch: number; order: readonly RewardPair[] } = { epoch: -1, order: [] };
  return {
    stepsPerEpoch,
    batch: (step) => {
      const epoch = Math.floor(step / stepsPerEpoch);
      if (cached.epoch !== epoch) {
        cached = { epoch, order: new Philox({ seed, purpose: "reward.order", step: epoch }).shuffle([...pairs]) };
      }
      const at = (step % stepsPerEpoch) * batchSize;
      return cached.order.slice(at, at + batchSize);
    },
  };
}

/**
 * All pairs of one ranking, best row first, each of weight 1 / C(K, 2): a prompt with many answers counts as much as one with
 * two. @source Ouyang 2022 §3.5 (arXiv:2203.02155)
 */
export function rankingPairs(rows: readonly (readonly number[])[]): RewardPair[] {
  const weight = 2 / (rows.length * (rows.length - 1));
  return rows.flatMap((chosen, i) =>
    rows.slice(i + 1).map((rejected) => ({ chosen, rejected, label: 1, strength: 0, weight })),
  );
}

/** Margin asked of a pair, reward units: nothing up to strength 1, then marginPerStrength for every further point. */
export function marginOf(pair: RewardPair, marginPerStrength: number): number {
  return marginPerStrength * Math.max(0, pair.strength - 1);
}
