// Passes over flat arrays: AdamW, sums of squares, sums and products. All are bound by memory; one vector at a time
// keeps the loads ahead, wider unrolling gained nothing.
#pragma once
#include "layer_norm.h"

namespace rlhf::RLHF_ISA {

static inline vf vsqrt(vf x) {
#if defined(__AVX512F__)
  return _mm512_sqrt_ps(x);
#elif defined(__AVX2__)
  return _mm256_sqrt_ps(x);
#else
  for (int i = 0; i < W; i++) x[i] = sqrtf(x[i]);
  return x;
#endif
}

// Reference: m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2; p = keep p - step_size m / (sqrt(v) root_scale + epsilon).
static void adamw(const AdamwBlock& a) {
  const float one_less1 = 1.0f - a.beta1, one_less2 = 1.0f - a.beta2;
  over_columns(0, a.n, [&](long j, long n) {
    const vf g = get(a.g + j, n) * a.grad_scale;
    const vf m = get(a.m + j, n) * a.beta1 + g * one_less1;
    const vf v = get(a.v + j, n) * a.beta2 + g * g * one_less2;
    put(a.m + j, m, n);
    put(a.v + j, v, n);
    put(a.p + j, get(a.p + j, n) * a.keep - a.step_size * m / (vsqrt(v) * a.root_scale + a.epsilon), n);
  });
}

static double sum_squares(const float* x, long n) {
  double lanes[8] = {};
  long j = 0;
  for (; j + 8 <= n; j += 8)
    for (int i = 0; i < 8; i++) lanes[i] += static_cast<double>(x[j + i]) * x[j + i];
  for (int i = 0; j < n; j++, i++) lanes[i] += static_cast<double>(x[j]) * x[j];
  return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
}

static void scale(float* x, long n, float factor) {
  over_columns(0, n, [&](long j, long lanes) { put(x + j, get(x + j, lanes) * factor, lanes); });
}
static void add(const float* a, const float* b, float* y, long n) {
  over_columns(0, n, [&](long j, long lanes) { put(y + j, get(a + j, lanes) + get(b + j, lanes), lanes); });
}
static void sub(const float* a, const float* b, float* y, long n) {
  over_columns(0, n, [&](long j, long lanes) { put(y + j, get(a + j, lanes) - get(b + j, lanes), lanes); });
}
static void mul(const float* a, const float* b, float* y, long n) {
  over_columns(0, n, [&](long j, long lanes) { put(y + j, get(a + j, lanes) * get(b + j, lanes), lanes); });
}
static void gelu(const float* x, float* y, long n) {
  over_columns(0, n, [&](long j, long lanes) { put(y + j, vgelu(get(x + j, lanes)), lanes); });
}
static void gelu_backward(const float* x, const float* dy, float* dx, long n) {
  over_columns(0, n, [&](long j, long lanes) {
    put(dx + j, get(dy + j, lanes) * vgelu_slope(get(x + j, lanes)), lanes);
  });
}

} // namespace rlhf::RLHF_ISA
