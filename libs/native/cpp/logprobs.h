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
  double exact_lse;
};
// Combines the statistics of a row's blocks in their order.
RowStats combine(const BlockStats* blocks, long count);

struct HeadShape {
  long m, c, v;
  float temperature;
};
Gemm logits(Rows hidden, const void* packed_wte, const HeadShape& s); // tempered; its c is not set
// Logits of rows [r0, r1) and tokens [v0, v1) into out [r1 - r0, ldc]; v0 is a multiple of a panel.
void logits_block(const Gemm& whole, long r0, long r1, long v0, long v1, float* out, long ldc);

} // namespace rlhf
