// What PPO asks of two models at the same places of a rollout.
#pragma once
#include "linear.h"

namespace rlhf {

// Two models at the same places: the first one's log-probabilities and entropy, the second one's log-probabilities, and
// KL(first || second) of the whole distributions; all at one temperature. Writes lse of neither.
struct TokenDivergence {
  struct Model {
    const float *hidden, *wte; // [M, C], [V, C]
    int64_t weights_id, weights_version;
    float* logprobs; // [M]
  } first, second;
  const int32_t* targets;
  long m, c, v;
  float temperature;
  float *entropy, *kl; // [M]
};
void token_divergence(const TokenDivergence& a);

} // namespace rlhf
