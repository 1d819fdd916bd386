// Log-probabilities of chosen tokens and the entropy of their distributions, straight from hidden states.
#pragma once
#include "linear.h"

namespace rlhf {

constexpr long kVocabBlock = 512; // columns whose softmax statistics are taken together; part of the arithmetic

struct TokenLogprobs {
  const float *hidden, *wte; // [M, C], [V, C]
  const int32_t* targets;
  long m, c, v;
  float temperature;
  int64_t weights_id = -1, weights_version = 0; // packed wte may be kept under these (index 0 of the set)
  float *logprobs, *entropy, *lse;              // forward writes; backward reads entropy and lse
  const float *dlogprobs, *dentropy;
  float *dhidden, *dwte;
};
void token_logprobs(const TokenLogprobs& a);
void token_logprobs_backward(const TokenLogprobs& a);

struct RowStats {
  float lse, entropy;
};
// Combines the statistics of a row's blocks in their order.
RowStats combine(const BlockStats* blocks, long count);

} // namespace rlhf
