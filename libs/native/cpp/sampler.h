// Drawing one token from tempered logits with the counter generator.
#pragma once
#include <cstdint>
#include <vector>

namespace rlhf {

struct Sampling {
  float temperature = 1;
  long top_k = 0;    // 0: off
  double top_p = 1;  // 1: off
  int32_t eos = -1;  // -1: none
  uint32_t key[2] = {0, 0};
  std::vector<uint32_t> counters; // [B, 3]
};

struct Drawn {
  int32_t token;
  float logprob;
};

// One block of Philox4x32-10 (Salmon et al. 2011).
void philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);
// Number t of a row's stream, in [0, 1), 24 bits.
double uniform(const Sampling& s, long row, long t);
// logits: [v], divided by the temperature already; overwritten.
Drawn draw(float* logits, long v, const Sampling& s, double u);

} // namespace rlhf
