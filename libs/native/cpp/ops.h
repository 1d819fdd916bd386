// The layers of a transformer as whole calls: every thread, plain float arrays in and out (row-major, contiguous).
#pragma once
#include "linear.h"
#include <cstdint>
#include <vector>

namespace rlhf {

struct TokenRows { // B rows of tokens laid end to end
  const int32_t *tokens, *positions, *offsets;
  long b, n;
  long longest() const {
    long t = 0;
    for (long i = 0; i < b; i++) t = offsets[i + 1] - offsets[i] > t ? offsets[i + 1] - offsets[i] : t;
    return t;
  }
};

void layer_norm(const float* x, const float* w, const float* b, long n, long c, float* y, void* yo, long ldo,
                float* mean, float* rstd);
// accumulate: dx += instead of dx =
void layer_norm_backward(const float* x, const float* w, const float* mean, const float* rstd, const float* dy, long n,
                         long c, float* dx, bool accumulate, float* dw, float* db);

// Forward: y (contiguous) or yo; backward: dqkv (contiguous) or dqkvo.
struct Attention {
  const float* qkv; // [N, 3C]
  const int32_t* offsets;
  long b, heads, c;
  float* y;
  void* yo;
  long ldy;
  float* lse; // [N, H]
  const float* dy = nullptr;
  float* dqkv = nullptr;
  void* dqkvo = nullptr;
  long ldo = 0;
};
void attention(const Attention& a);
void attention_backward(const Attention& a);

void embed(const TokenRows& rows, const float* wte, const float* wpe, long c, float* y);
// add_to_wte: dwte holds a gradient already (a tied head's), to which the embedding's is added.
void embed_backward(const TokenRows& rows, const float* dy, long c, long v, long ctx, float* dwte, float* dwpe,
                    bool add_to_wte = false);
void gather_rows(const float* x, const int32_t* index, long m, long c, float* y);
void scatter_add_rows(const float* dy, const int32_t* index, long m, long c, float* y, long n);
void zero(float* x, long n);

struct Linear {
  const float *x, *w, *bias, *residual;
  bool gelu;
  long n, k, m;
  float *y, *pre;
};
void linear(const Linear& l);
struct LinearGradient {
  const float *x, *w, *dy, *pre;
  bool gelu;
  long n, k, m;
  float *dx, *dw, *dbias;
};
void linear_backward(const LinearGradient& l);

struct Adamw {
  float beta1, beta2, step_size, root_scale, epsilon, keep, grad_scale;
};
struct AdamwArrays {
  const std::vector<float*>&p, &m, &v, &g;
  const std::vector<long>& lengths;
};
void adamw(const AdamwArrays& x, const Adamw& a);
double sum_squares(const std::vector<float*>& arrays, const std::vector<long>& lengths);
void scale(const std::vector<float*>& arrays, const std::vector<long>& lengths, float factor);

// Plain product of floats, for TensorFlow.js' MatMul: c[m, n] = a b, either factor transposed in memory.
void matmul(const float* a, const float* b, bool ta, bool tb, long m, long n, long k, float* c);

} // namespace rlhf
