// Inverse CDF in id order; sums in float64. The log-probability of an untruncated draw uses the training kernel's block
// statistics, so it has the bits that a training forward gives the same logits.
#include "sampler.h"
#include "logprobs.h"
#include <algorithm>
#include <cmath>

namespace rlhf {

void philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]) {
  uint32_t c[4] = {counter[0], counter[1], counter[2], counter[3]}, k[2] = {key[0], key[1]};
  for (int round = 0; round < 10; round++) {
    const uint64_t a = uint64_t{0xd2511f53} * c[0], b = uint64_t{0xcd9e8d57} * c[2];
    const uint32_t next[4] = {static_cast<uint32_t>(b >> 32) ^ c[1] ^ k[0], static_cast<uint32_t>(b),
                              static_cast<uint32_t>(a >> 32) ^ c[3] ^ k[1], static_cast<uint32_t>(a)};
    std::copy(next, next + 4, c);
    k[0] += 0x9e3779b9, k[1] += 0xbb67ae85;
  }
  std::copy(c, c + 4, out);
}

double uniform(const Sampling& s, long row, long t) {
  const uint32_t* stream = s.counters.data() + 3 * row;
  const uint32_t counter[4] = {static_cast<uint32_t>(t / 4), stream[0], stream[1], stream[2]};
  uint32_t words[4];
  philox(counter, s.key, words);
  return static_cast<double>(words[t % 4] >> 8) * 0x1p-24;
}

namespace {

float log_sum_exp(const float* logits, long v) {
  std::vector<BlockStats> blocks;
  for (long j = 0; j < v; j += kVocabBlock)
    blocks.push_back(engine.k->block_stats(logits + j, std::min(kVocabBlock, v - j)));
  return combine(blocks.data(), static_cast<long>(blocks.size())).lse;
}

Drawn draw_from_all(float* logits, long v, double u) {
  const float lse = log_sum_exp(logits, v);
  std::vector<double> mass;
  std::vector<float> p(static_cast<size_t>(v));
  double total = 0;
  for (long j = 0; j < v; j += kVocabBlock) {
    mass.push_back(engine.k->exp_sum(logits + j, std::min(kVocabBlock, v - j), lse, p.data() + j));
    total += mass.back();
  }
  const double target = u * total;
  double cumulative = 0;
  long token = 0;
  for (long block = 0; block < static_cast<long>(mass.size()); block++) {
    const long end = std::min((block + 1) * kVocabBlock, v);
    const bool last = end == v;
    if (!last && cumulative + mass[static_cast<size_t>(block)] <= target) {
      cumulative += mass[static_cast<size_t>(block)];
      continue;
    }
    for (long j = block * kVocabBlock; j < end; j++) {
      if (p[static_cast<size_t>(j)] <= 0) continue;
      token = j;
      cumulative += p[static_cast<size_t>(j)];
      if (cumulative > target) return {static_cast<int32_t>(j), logits[j] - lse};
    }
  }
  for (long j = token; j < v; j++) // the sum fell short by rounding: the last token with any mass
    if (p[static_cast<size_t>(j)] > 0) token = j;
  return {static_cast<int32_t>(token), logits[token] - lse};
}

Drawn draw_truncated(const float* logits, long v, const Sampling& s, double u) {
  std::vector<int32_t> order(static_cast<size_t>(v));
  for (long j = 0; j < v; j++) order[static_cast<size_t>(j)] = static_cast<int32_t>(j);
  const auto likelier = [&](int32_t a, int32_t b) { return logits[a] > logits[b] || (logits[a] == logits[b] && a < b); };
  const long keep = s.top_k > 0 ? std::min(s.top_k, v) : v;
  std::partial_sort(order.begin(), order.begin() + keep, order.end(), likelier);
  order.resize(static_cast<size_t>(keep));
  const double top = logits[order[0]];
  const auto weight = [&](int32_t j) { return std::exp(static_cast<double>(logits[j]) - top); };
  if (s.top_p < 1) {
    double mass = 0, cumulative = 0;
    for (const int32_t j : order) mass += weight(j);
    size_t kept = 0;
    while (kept < order.size()) {
      cumulative += weight(order[kept++]);
      if (cumulative >= s.top_p * mass) break;
    }
    order.resize(kept);
  }
  std::sort(order.begin(), order.end());
  double total = 0, cumulative = 0;
  for (const int32_t j : order) total += weight(j);
  int32_t token = order[0];
  for (const int32_t j : order) {
    if (weight(j) <= 0) continue;
    token = j;
    cumulative += weight(j);
    if (cumulative > u * total) break;
  }
  return {token, static_cast<float>(logits[token] - top - std::log(total))};
}

} // namespace

Drawn draw(float* logits, long v, const Sampling& s, double u) {
  return s.top_k > 0 || s.top_p < 1 ? draw_truncated(logits, v, s, u) : draw_from_all(logits, v, u);
}

} // namespace rlhf
