// Layer norm: y = (x - mean) * rstd * w + b over the C values of a row, epsilon 1e-5, population variance in two passes
// (the one-pass form E[x^2] - E[x]^2 loses all digits when the mean is large; the row is in L1 anyway).
#pragma once
#include "simd.h"

namespace rlhf::RLHF_ISA {

// f(j, n): j a column, n <= W lanes. One order for all rows.
template <class F> static inline void over_columns(long j0, long j1, F&& f) {
  long j = j0;
  for (; j + W <= j1; j += W) f(j, static_cast<long>(W));
  if (j < j1) f(j, j1 - j);
}
static inline vf get(const float* p, long n) { return n == W ? load(p) : load_n(p, n); }
static inline void put(float* p, vf v, long n) { n == W ? store(p, v) : store_n(p, v, n); }
// Lanes at and past n become zero.
static inline vf keep(vf v, long n) { return n == W ? v : fill_from(v, n, 0.0f); }

template <class T>
static void layer_norm(const float* x, const float* w, const float* b, long r0, long r1, long c, float* y, void* yo,
                       long ldo, float* mean, float* rstd) {
  for (long i = r0; i < r1; i++) {
    const float* row = x + i * c;
    vf sum = {};
    over_columns(0, c, [&](long j, long n) { sum = sum + get(row + j, n); });
    const float mu = hsum(sum) / static_cast<float>(c);
    vf squares = {};
    over_columns(0, c, [&](long j, long n) {
      const vf d = keep(get(row + j, n) - mu, n);
      squares = squares + d * d;
    });
    const float r = 1.0f / sqrtf(hsum(squares) / static_cast<float>(c) + 1e-5f);
    if (mean) mean[i] = mu;
    if (rstd) rstd[i] = r;
    T* out = yo ? static_cast<T*>(yo) + i * ldo : nullptr;
    over_columns(0, c, [&](long j, long n) {
      const vf v = (get(row + j, n) - mu) * r * get(w + j, n) + get(b + j, n);
      if (y) put(y + i * c + j, v, n);
      if (out) n == W ? store_operand(out + j, v) : store_operand_n(out + j, v, n);
    });
    if (out && sizeof(T) == 2)
      for (long j = c; j < round_up(c, kBf16Depth); j++) out[j] = 0;
  }
}

static void layer_norm_dx(const float* x, const float* w, const float* mean, const float* rstd, const float* dy,
                          long r0, long r1, long c, float* dx, bool accumulate) {
  for (long i = r0; i < r1; i++) {
    const float *xr = x + i * c, *dr = dy + i * c;
    const float mu = mean[i], r = rstd[i];
    vf sum = {}, dot = {};
    over_columns(0, c, [&](long j, long n) {
      const vf g = get(dr + j, n) * get(w + j, n);
      sum = sum + g;
      dot = dot + g * (get(xr + j, n) - mu) * r;
    });
    const float a = hsum(sum) / static_cast<float>(c), b = hsum(dot) / static_cast<float>(c);
    over_columns(0, c, [&](long j, long n) {
      const vf hat = (get(xr + j, n) - mu) * r;
      vf v = r * (get(dr + j, n) * get(w + j, n) - a - hat * b);
      float* out = dx + i * c + j;
      if (accumulate) v = v + get(out, n);
      put(out, v, n);
    });
  }
}

// Gradients of weight and bias for columns [j0, j1), summed over the rows in their order.
static void layer_norm_dw(const float* x, const float* mean, const float* rstd, const float* dy, long rows, long c,
                          long j0, long j1, float* dw, float* db) {
  long j = j0;
  for (; j + 4 * W <= j1; j += 4 * W) { // four vectors a row: whole cache lines
    vf w[4] = {}, b[4] = {};
    for (long i = 0; i < rows; i++)
#pragma GCC unroll 4
      for (int v = 0; v < 4; v++) {
        const vf d = load(dy + i * c + j + v * W);
        w[v] = w[v] + d * (load(x + i * c + j + v * W) - mean[i]) * rstd[i];
        b[v] = b[v] + d;
      }
    for (int v = 0; v < 4; v++) {
      store(dw + j + v * W, w[v]);
      store(db + j + v * W, b[v]);
    }
  }
  over_columns(j, j1, [&](long j, long n) {
    vf w = {}, b = {};
    for (long i = 0; i < rows; i++) {
      const vf d = get(dy + i * c + j, n);
      w = w + d * (get(x + i * c + j, n) - mean[i]) * rstd[i];
      b = b + d;
    }
    put(dw + j, w, n);
    put(db + j, b, n);
  });
}

} // namespace rlhf::RLHF_ISA
