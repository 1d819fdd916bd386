// KL(p || q) of two models' next-token distributions, with the log-probabilities of both, in one pass over the vocabulary:
// a block of 512 logits of either model stands in cache, is reduced to a few numbers and forgotten. With
// d = logit_p - logit_q: KL = E_p[d] - (lse_p - lse_q), so two equal models have a KL of exactly zero.
// The plain meaning: tokenDivergence's reference in libs/tensor. Log-probabilities have the bits of token_logprobs.
// Before: both matrices of logits whole, through TensorFlow.js' logSoftmax, exp, mul and sum: see docs/performance.md.
#include "divergence.h"
#include "logprobs.h"
#include "threads.h"
#include <cmath>

namespace rlhf {
namespace {

constexpr long kDivergenceRows = 64; // two models' blocks of logits share the room of one

// Sum of exp(l) (l - o) / sum of exp(l) over a row's blocks, in their order.
double mean_difference(const BlockStats* stats, const float* differences, long count) {
  float top = stats[0].max;
  for (long i = 1; i < count; i++) top = stats[i].max > top ? stats[i].max : top;
  double sum = 0, weighted = 0;
  for (long i = 0; i < count; i++) {
    const double f = std::exp(static_cast<double>(stats[i].max) - top);
    sum += f * stats[i].sum;
    weighted += f * differences[i];
  }
  return weighted / sum;
}

struct DivergenceSums {
  Scratch<BlockStats> first, second;
  Scratch<float> difference;
  explicit DivergenceSums(size_t n) : first(n), second(n), difference(n) {}
};

// Reads its model's weights packed, like token_logprobs; a frozen model's embedding is packed for this call alone.
struct HiddenAndHead {
  OperandRows hidden;
  WeightPack wte;
  HiddenAndHead(const TokenDivergence& a, const TokenDivergence::Model& m, bool keep)
      : hidden(a.m, a.c), wte(m.weights_id, m.weights_version, 0, m.wte, a.v, a.c, true, keep) {
    to_operand(m.hidden, a.m, a.c, hidden.data(), hidden.ld);
  }
};

void divergence_blocks(const TokenDivergence& a, const DivergenceSums& sums, long blocks) {
  const HiddenAndHead p(a, a.first, true), q(a, a.second, false);
  const HeadShape shape{a.m, a.c, a.v, a.temperature};
  const Gemm gp = logits(p.hidden, p.wte.p, shape), gq = logits(q.hidden, q.wte.p, shape);
  const long chunks = (a.m + kDivergenceRows - 1) / kDivergenceRows, tile = kDivergenceRows * kVocabBlock;
  const Scratch<float> tiles(static_cast<size_t>(2 * tile * threads()));
  parallel(blocks * chunks, [&](long i, int thread) {
    const long block = i / chunks, v0 = block * kVocabBlock, v1 = v0 + kVocabBlock < a.v ? v0 + kVocabBlock : a.v;
    const long r0 = i % chunks * kDivergenceRows, r1 = r0 + kDivergenceRows < a.m ? r0 + kDivergenceRows : a.m;
    float *lp = tiles.p + thread * 2 * tile, *lq = lp + tile;
    logits_block(gp, r0, r1, v0, v1, lp, kVocabBlock);
    logits_block(gq, r0, r1, v0, v1, lq, kVocabBlock);
    for (long r = r0; r < r1; r++) {
      const float *x = lp + (r - r0) * kVocabBlock, *y = lq + (r - r0) * kVocabBlock;
      const long at = r * blocks + block, target = a.targets[r];
      sums.first.p[at] = engine.k->block_stats(x, v1 - v0);
      sums.second.p[at] = engine.k->block_stats(y, v1 - v0);
      sums.difference.p[at] = engine.k->divergence(x, y, v1 - v0, sums.first.p[at].max);
      if (target >= v0 && target < v1) a.first.logprobs[r] = x[target - v0], a.second.logprobs[r] = y[target - v0];
    }
  });
}

} // namespace

void token_divergence(const TokenDivergence& a) {
  if (a.m == 0) return;
  const long blocks = (a.v + kVocabBlock - 1) / kVocabBlock;
  const DivergenceSums sums(static_cast<size_t>(a.m * blocks));
  divergence_blocks(a, sums, blocks);
  for (long r = 0; r < a.m; r++) {
    const BlockStats *p = sums.first.p + r * blocks, *q = sums.second.p + r * blocks;
    const RowStats first = combine(p, blocks), second = combine(q, blocks);
    a.first.logprobs[r] -= first.lse;
    a.second.logprobs[r] -= second.lse;
    a.entropy[r] = first.entropy;
    const double mean = mean_difference(p, sums.difference.p + r * blocks, blocks);
    a.kl[r] = static_cast<float>(mean - (first.exact_lse - second.exact_lse));
  }
}

} // namespace rlhf
