// Softmax over the vocabulary in blocks: statistics of a block of logits, and the gradient of chosen log-probabilities
// and entropy. Blocks have a fixed width, so a row's sums do not depend on threads or neighbours.
#pragma once
#include "layer_norm.h"

namespace rlhf::RLHF_ISA {

static BlockStats block_stats(const float* logits, long n) {
  vf best = splat(logits[0]);
  over_columns(0, n, [&](long j, long lanes) {
    best = vmax(best, lanes == W ? load(logits + j) : fill_from(load_n(logits + j, lanes), lanes, -INFINITY));
  });
  const float top = hmax(best);
  vf sum = {}, weighted = {};
  over_columns(0, n, [&](long j, long lanes) {
    const vf l = get(logits + j, lanes);
    const vf e = keep(vexp(l - top), lanes);
    sum = sum + e;
    weighted = weighted + e * l;
  });
  return {top, hsum(sum), hsum(weighted)};
}

// Sum over the block of exp(l - top) (l - r): p (log p - log q) less what the two normalisers add.
static float divergence(const float* l, const float* r, long n, float top) {
  vf sum = {};
  over_columns(0, n, [&](long j, long lanes) {
    const vf x = get(l + j, lanes);
    sum = sum + keep(vexp(x - top) * (x - get(r + j, lanes)), lanes);
  });
  return hsum(sum);
}

static double exp_sum(const float* x, long n, float shift, float* out) {
  double total = 0;
  for (long j0 = 0; j0 < n; j0 += 16 * W) {
    vf sum = {};
    over_columns(j0, j0 + 16 * W < n ? j0 + 16 * W : n, [&](long j, long lanes) {
      const vf e = keep(vexp(get(x + j, lanes) - shift), lanes);
      put(out + j, e, lanes);
      sum = sum + e;
    });
    for (int i = 0; i < W; i++) total += sum[i];
  }
  return total;
}

// d logit_j = (dlogprob (1[j = target] - p_j) - dentropy p_j (log p_j + H)) / temperature, as operands.
template <class T> static void dlogits(const Dlogits& d, long r0, long r1) {
  for (long i = r0; i < r1; i++) {
    const float* l = d.logits + i * d.ld;
    T* out = static_cast<T*>(d.out) + i * d.ldo;
    const float g = d.dlogprobs[i] * d.inverse_temperature, e = d.dentropy[i] * d.inverse_temperature;
    const float lse = d.lse[i], entropy = d.entropy[i];
    const long hit = d.targets[i] - d.first;
    over_columns(0, d.cols, [&](long j, long n) {
      const vf logp = get(l + j, n) - lse;
      const vf p = vexp(logp);
      vf v = -g * p;
      if (e != 0) v = v - e * p * (p > 0.0f ? logp + entropy : splat(0));
      if (hit >= j && hit < j + n) v[hit - j] += g;
      n == W ? store_operand(out + j, v) : store_operand_n(out + j, v, n);
    });
    for (long j = d.cols; j < d.padded; j++) out[j] = 0;
  }
}

} // namespace rlhf::RLHF_ISA
