import type { LanguageModelRow } from "./rows";

export type NgramBaseline = { order: number; natsPerToken: number };

/** Counts of what follows each context; a context is a node of a tree that grows backwards from the newest token. */
type Counts = {
  nodes: Map<number, number>;
  follows: Map<number, number>;
  totals: number[];
  kinds: number[];
  base: number;
};

/**
 * The Witten–Bell n-gram of orders 1…maxOrder that predicts held-out responses best: the bar a network has to pass.
 * Nats per response token, EOS included; `vocabSize` tokens share the last of the probability.
 * @source Witten & Bell 1991, interpolated
 */
export function bestNgram(
  training: readonly LanguageModelRow[],
  heldout: readonly LanguageModelRow[],
  { vocabSize, maxOrder = 5 }: { vocabSize: number; maxOrder?: number },
): NgramBaseline {
  const counts = countFollowers(training, { vocabSize, maxOrder });
  const nats = natsByOrder(counts, heldout, { vocabSize, maxOrder });
  const natsPerToken = Math.min(...nats);
  return { order: nats.indexOf(natsPerToken) + 1, natsPerToken };
}

type Size = { vocabSize: number; maxOrder: number };

function countFollowers(rows: readonly LanguageModelRow[], { vocabSize, maxOrder }: Size): Counts {
  const counts: Counts = { nodes: new Map(), follows: new Map(), totals: [0], kinds: [0], base: vocabSize };
  for (const { tokens } of rows) {
    for (const [t, token] of tokens.entries()) {
      if (t === 0) continue;
      let node = 0;
      for (let k = 0; k < maxOrder && k <= t; k++) {
        if (k > 0) node = grow(counts, node, tokens[t - k] ?? 0);
        const key = node * counts.base + token;
        const seen = counts.follows.get(key) ?? 0;
        counts.follows.set(key, seen + 1);
        counts.totals[node] = (counts.totals[node] ?? 0) + 1;
        if (seen === 0) counts.kinds[node] = (counts.kinds[node] ?? 0) + 1;
      }
    }
  }
  return counts;
}

function grow(counts: Counts, parent: number, token: number): number {
  const key = parent * counts.base + token;
  const known = counts.nodes.get(key);
  if (known !== undefined) return known;
  const node = counts.totals.length;
  counts.nodes.set(key, node);
  counts.totals.push(0);
  counts.kinds.push(0);
  return node;
}

function natsByOrder(counts: Counts, rows: readonly LanguageModelRow[], { vocabSize, maxOrder }: Size): number[] {
  const nats = new Array<number>(maxOrder).fill(0);
  let predicted = 0;
  for (const { tokens, promptLength } of rows) {
    for (let t = promptLength; t < tokens.length; t++) {
      predicted++;
      probabilities(counts, tokens, { t, vocabSize, maxOrder }).forEach((p, k) => {
        nats[k] = (nats[k] ?? 0) - Math.log(p);
      });
    }
  }
  return nats.map((sum) => sum / predicted);
}

/** p of the token at t by orders 1…maxOrder: each order mixes with the one below it. */
function probabilities(counts: Counts, tokens: readonly number[], at: Size & { t: number }): number[] {
  const out: number[] = [];
  let p = 1 / at.vocabSize;
  let node: number | undefined = 0;
  for (let k = 0; k < at.maxOrder; k++) {
    if (k > 0 && node !== undefined) node = counts.nodes.get(node * counts.base + (tokens[at.t - k] ?? -1));
    if (node !== undefined) {
      const total = counts.totals[node] ?? 0;
      const kinds = counts.kinds[node] ?? 0;
      const seen = counts.follows.get(node * counts.base + (tokens[at.t] ?? 0)) ?? 0;
      p = (seen + kinds * p) / (total + kinds);
    }
    out.push(p);
  }
  return out;
}
