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

// Eight sums in float64, one per place in a run of eight, in one register (0.48 ms for W2's 875 k gradients; the loop that
// GCC made of the plain form took 0.53).
static double sum_squares(const float* x, long n) {
  double lanes[8] = {};
  long j = 0;
#if defined(__AVX512F__)
  __m512d sums = _mm512_setzero_pd();
  for (; j + 8 <= n; j += 8) {
    const __m512d v = _mm512_cvtps_pd(_mm256_loadu_ps(x + j));
    sums = _mm512_fmadd_pd(v, v, sums);
  }
  _mm512_storeu_pd(lanes, sums);
#endif
  for (; j + 8 <= n; j += 8)
    for (int i = 0; i < 8; i++) lanes[i] += static_cast<double>(x[j + i]) * x[j + i];
  for (int i = 0; j < n; j++, i++) lanes[i] += static_cast<double>(x[j]) * x[j];
  return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
}

static void scale(float* x, long n, float factor) {
  over_columns(0, n, [&](long j, long lanes) { put(x + j, get(x + j, lanes) * factor, lanes); });
}
template <class F>
static inline void pairs(const float* a, const float* b, bool b_is_one, float* y, long n, F&& f) {
  if (b_is_one) {
    const vf one = splat(*b);
    over_columns(0, n, [&](long j, long lanes) { put(y + j, f(get(a + j, lanes), one), lanes); });
  } else {
    over_columns(0, n, [&](long j, long lanes) { put(y + j, f(get(a + j, lanes), get(b + j, lanes)), lanes); });
  }
}
static void pairwise(Pairwise op, const float* a, const float* b, bool b_is_one, float* y, long n) {
  switch (op) {
  case Pairwise::add: return pairs(a, b, b_is_one, y, n, [](vf p, vf q) { return p + q; });
  case Pairwise::sub: return pairs(a, b, b_is_one, y, n, [](vf p, vf q) { return p - q; });
  case Pairwise::mul: return pairs(a, b, b_is_one, y, n, [](vf p, vf q) { return p * q; });
  case Pairwise::div: return pairs(a, b, b_is_one, y, n, [](vf p, vf q) { return p / q; });
  // NaN on either side wins, as in JavaScript's Math.max and Math.min
  case Pairwise::max: return pairs(a, b, b_is_one, y, n, [](vf p, vf q) { return p != p || p > q ? p : q; });
  case Pairwise::min: return pairs(a, b, b_is_one, y, n, [](vf p, vf q) { return p != p || p < q ? p : q; });
  }
}

template <class F> static inline void map(const float* x, float* y, long n, F&& f) {
  over_columns(0, n, [&](long j, long lanes) { put(y + j, f(get(x + j, lanes)), lanes); });
}
static void unary(Unary op, const float* x, float* y, long n) {
  switch (op) {
  case Unary::exp: return map(x, y, n, [](vf v) { return vexp(v); });
  case Unary::neg: return map(x, y, n, [](vf v) { return -v; });
  case Unary::square: return map(x, y, n, [](vf v) { return v * v; });
  case Unary::sqrt: return map(x, y, n, [](vf v) { return vsqrt(v); });
  case Unary::gelu: return map(x, y, n, [](vf v) { return vgelu(v); });
  }
}

// Sums in float64 over short runs of float32, so that long rows keep seven digits.
static float reduce(Reduction op, const float* x, long n) {
  if (op == Reduction::max) {
    float best = x[0];
    for (long j = 1; j < n; j++) best = x[j] != x[j] || x[j] > best ? x[j] : best;
    return best;
  }
  double total = 0;
  for (long j0 = 0; j0 < n; j0 += 16 * W) {
    vf sum = {};
    over_columns(j0, j0 + 16 * W < n ? j0 + 16 * W : n, [&](long j, long lanes) { sum = sum + get(x + j, lanes); });
    total += hsum(sum);
  }
  return static_cast<float>(total);
}
static void gelu_backward(const float* x, const float* dy, float* dx, long n) {
  over_columns(0, n, [&](long j, long lanes) {
    put(dx + j, get(dy + j, lanes) * vgelu_slope(get(x + j, lanes)), lanes);
  });
}

} // namespace rlhf::RLHF_ISA
