import { ShapeError } from "@rlhf/domain";
import type { Answer, GenerateFn, Rows, ScoreFn } from "./answers";

/**
 * The best of n answers to each query by the scorer; on equal scores the earlier draw. Draws are numbered 0 … n − 1.
 * Returns the chosen answers, their scores, and the KL of the procedure to the policy in nats per response.
 * @throws ShapeError if n is not positive.
 */
export async function bestOfN({
  queries,
  generate,
  scoreFn,
  n,
}: {
  queries: Rows;
  generate: GenerateFn;
  scoreFn: ScoreFn;
  n: number;
}): Promise<{ answers: readonly Answer[]; scores: Float32Array; kl: number }> {
  const kl = bestOfNKl(n);
  const best: Answer[] = [];
  const scores = new Float32Array(queries.length).fill(-Infinity);
  for (let draw = 0; draw < n; draw++) {
    const answers = await generate(queries, draw);
    const drawn = await scoreFn(
      queries,
      answers.map((answer) => answer.tokens),
    );
    answers.forEach((answer, i) => {
      const score = drawn[i] ?? NaN;
      if (draw > 0 && !(score > (scores[i] ?? NaN))) return;
      best[i] = answer;
      scores[i] = score;
    });
  }
  return { answers: best, scores, kl };
}

/**
 * KL(best of n ‖ policy) = ln n − (n − 1) / n, nats per response; exact when no two scores are equal.
 * @throws ShapeError if n is not positive.
 * @source Stiennon 2020 appendix G (arXiv:2009.01325)
 */
export function bestOfNKl(n: number): number {
  if (!(n >= 1)) throw new ShapeError(`best of n: expected n of at least 1, got ${n}`);
  return Math.log(n) - (n - 1) / n;
}

/**
 * Unbiased expected gold of best-of-n from N ≥ n scored samples of one prompt: Σᵢ C(i−1, n−1) / C(N, n) · gold₍ᵢ₎, sorted by
 * rising proxy. proxy, gold: [N].
 * @throws ShapeError if there are fewer samples than n.
 * @source Coste 2023 (arXiv:2310.02743); algorithms.md 2.12
 */
export function unbiasedBestOfN(proxy: Float32Array, gold: Float32Array, n: number): number {
  const total = proxy.length;
  if (gold.length !== total || n < 1 || n > total) {
    throw new ShapeError(`unbiasedBestOfN: expected ${total} golds and n in 1 … ${total}, got ${gold.length} and ${n}`);
  }
  const byProxy = Array.from(proxy.keys()).sort((a, b) => (proxy[a] ?? NaN) - (proxy[b] ?? NaN));
  let [sum, weight] = [0, n / total]; // the best sample's weight is C(N − 1, n − 1) / C(N, n) = n / N
  for (let i = total; i >= n; i--) {
    sum += weight * (gold[byProxy[i - 1] ?? -1] ?? NaN);
    weight *= (i - n) / (i - 1); // C(i − 2, n − 1) / C(i − 1, n − 1)
  }
  return sum;
}
