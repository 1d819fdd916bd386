// Generation: a key-value cache with its weights, whole steps of all layers, sampling.
#pragma once
#include "sampler.h"
#include "trunk.h"

namespace rlhf {

struct Decoder : QkvSink {
  GptShape shape;
  Weights weights;
  long max_rows, max_tokens;

  Decoder(const GptShape& shape, const Weights& weights, long max_rows, long max_tokens);
  ~Decoder() override;

  void prefill(const TokenRows& rows, float* logits);                                // [B, V]
  void step(const int32_t* row, const int32_t* token, long count, float* logits);    // [count, V]
  // keep_states: also the hidden state that each token is drawn from
  void start(const TokenRows& rows, const Sampling& sampling, long max_new_tokens, bool keep_states);
  long advance(long steps); // unfinished rows with room

  struct RowState {
    long length = 0;    // tokens in the cache
    long generated = 0; // sampled so far
    bool finished = false;
  };
  long max_new = 0;
  std::vector<RowState> row;
  std::vector<int32_t> tokens;  // [B, max_new]
  std::vector<float> logprobs;  // [B, max_new]
  std::vector<float> states;    // [B, max_new, C], or empty

private:
  long d, ldt, ldp; // head size; tokens and head size padded to vectors
  Bytes cache;      // per layer and row and head: keys [D, ldt], values [ldt, ldp]
  Sampling sampling;
  std::vector<float> hidden;    // [B, C] last hidden states, from which the next token is drawn
  const TokenRows* filling = nullptr;

  float* keys(long layer, long r, long head) const;
  float* values(long layer, long r, long head) const { return keys(layer, r, head) + d * ldt; }
  void take(long layer, const float* qkv) override;
  void fill(const TokenRows& rows);
  void forward(const int32_t* rows, const int32_t* tokens, long count, float* hidden_out);
  void attend_cached(long layer, const int32_t* rows, long count, const float* qkv, void* out, long ldo);
  void logits_of(const float* hidden_rows, long count, float scale, float* logits);
  void sample(const std::vector<int32_t>& live);
};

} // namespace rlhf
