// Causal attention of one head of one row of tokens. Scores live in a few buffers of T floats; nothing T x T.
// Keys are transposed once per head, so that 16 keys are scored per vector. Four queries share every load of a key or a
// value; the order of the additions in a score or an output is that of one query alone, so a query's bits do not hang on
// its block, and the decoder's routine of one query over the cache (`attend`) has the bits of the training forward.
// The backward takes 16 queries per pass over dK and dV, which stay in registers while those queries pass.
// Tried: one query at a time in the forward, 4 in the backward: at W3's sizes (48 heads of 96 tokens by 64 channels,
// float32, one Zen 4 core, fastest of many) 1.39-1.70 ms forward and 3.36 backward; what stands: 0.93-0.95 and 2.60-2.82.
// At W2's (64 heads of 64 tokens by 32 channels) 0.41-0.44 and 0.81 became 0.38 and 0.80-0.83.
#pragma once
#include "layer_norm.h"
#include "pack.h"

namespace rlhf::RLHF_ISA {

#if defined(__AVX512F__)
constexpr int kTogether = 4; // queries that share loads; divides W
#else
constexpr int kTogether = 2;
#endif

// Scores of R queries by NV vectors of keys; even and odd channels in two chains, whatever R and NV, so a score's bits do
// not depend on them.
template <int R, int NV>
static inline void score_part(const float* q, long ldq, const float* kt, long ldk, long d, float scale, float* scores,
                              long lds) {
  vf even[R][NV] = {}, odd[R][NV] = {};
  const auto add = [&](long x, vf(&to)[R][NV]) {
    vf key[NV];
#pragma GCC unroll 4
    for (int v = 0; v < NV; v++) key[v] = load(kt + x * ldk + v * W);
#pragma GCC unroll 4
    for (int r = 0; r < R; r++) {
      const vf a = splat(q[r * ldq + x]);
#pragma GCC unroll 4
      for (int v = 0; v < NV; v++) to[r][v] += a * key[v];
    }
  };
  long x = 0;
  for (; x + 2 <= d; x += 2) {
    add(x, even);
    add(x + 1, odd);
  }
  if (x < d) add(x, even);
#pragma GCC unroll 4
  for (int r = 0; r < R; r++)
#pragma GCC unroll 4
    for (int v = 0; v < NV; v++) store(scores + r * lds + v * W, (even[r][v] + odd[r][v]) * scale);
}
// scores[r][j] = scale * q[r] . key j, for j < n rounded up to whole vectors; kt is [D, ldk] with readable lanes to there.
template <int R>
static inline void score_keys(const float* q, long ldq, const float* kt, long ldk, long n, long d, float scale,
                              float* scores, long lds) {
  constexpr int most = R == 1 ? 4 : 2;
  long j = 0;
  for (; n - j > (most - 1) * W; j += most * W) score_part<R, most>(q, ldq, kt + j, ldk, d, scale, scores + j, lds);
  if constexpr (most > 2) {
    if (n - j > 2 * W) return score_part<R, 3>(q, ldq, kt + j, ldk, d, scale, scores + j, lds);
    if (n - j > W) return score_part<R, 2>(q, ldq, kt + j, ldk, d, scale, scores + j, lds);
  }
  if (n - j > 0) score_part<R, 1>(q, ldq, kt + j, ldk, d, scale, scores + j, lds);
}

// NV vectors of R weighted sums of rows of v, the r-th over n + r of them; even and odd rows in two chains, in order.
template <int R, int NV>
static inline void sum_rows_part(const float* p, long lds, const float* v, long ldv, long n, const float* factor,
                                 float* y, long ldy) {
  vf even[R][NV] = {}, odd[R][NV] = {};
  const long shared = n / 2 * 2;
  for (long j = 0; j < shared; j += 2) {
    vf first[NV], second[NV];
#pragma GCC unroll 4
    for (int x = 0; x < NV; x++) first[x] = load(v + j * ldv + x * W), second[x] = load(v + (j + 1) * ldv + x * W);
#pragma GCC unroll 4
    for (int r = 0; r < R; r++) {
      const vf a = splat(p[r * lds + j]), b = splat(p[r * lds + j + 1]);
#pragma GCC unroll 4
      for (int x = 0; x < NV; x++) even[r][x] += a * first[x], odd[r][x] += b * second[x];
    }
  }
#pragma GCC unroll 4
  for (int r = 0; r < R; r++) {
    const auto add = [&](long j, vf(&to)[NV]) {
      const vf a = splat(p[r * lds + j]);
#pragma GCC unroll 4
      for (int x = 0; x < NV; x++) to[x] += a * load(v + j * ldv + x * W);
    };
    long j = shared;
    for (; j + 2 <= n + r; j += 2) {
      add(j, even[r]);
      add(j + 1, odd[r]);
    }
    if (j < n + r) add(j, even[r]);
#pragma GCC unroll 4
    for (int x = 0; x < NV; x++) store(y + r * ldy + x * W, (even[r][x] + odd[r][x]) * factor[r]);
  }
}
// y[r][0 .. d rounded up) = factor[r] * sum over j < n + r of p[r][j] v[j]; rows of v are padded to whole vectors.
template <int R>
static inline void sum_rows(const float* p, long lds, const float* v, long ldv, long n, long d, const float* factor,
                            float* y, long ldy) {
  constexpr int most = R == 1 ? 4 : 2;
  long x = 0;
  for (; x + most * W <= round_up(d, W); x += most * W)
    sum_rows_part<R, most>(p, lds, v + x, ldv, n, factor, y + x, ldy);
  if constexpr (most > 2)
    for (; x + 2 * W <= round_up(d, W); x += 2 * W) sum_rows_part<R, 2>(p, lds, v + x, ldv, n, factor, y + x, ldy);
  for (; x < d; x += W) sum_rows_part<R, 1>(p, lds, v + x, ldv, n, factor, y + x, ldy);
}

// In place: x[j] = exp(x[j] - shift) for j < n, zero to the end of the last vector; returns the sum.
static inline float exp_in_place(float* x, long n, float shift) {
  vf sum = {};
  over_columns(0, n, [&](long j, long lanes) {
    const vf e = keep(vexp(load(x + j) - shift), lanes);
    store(x + j, e);
    sum = sum + e;
  });
  return hsum(sum);
}

// R queries, the r-th over n + r keys. A row of y has room for D rounded up to whole vectors.
template <int R>
static inline void attend_rows(const float* q, long ldq, const float* kt, long ldk, const float* v, long ldv, long n,
                               long d, float* scores, long lds, float* y, long ldy, float* lse, long ldlse) {
  score_keys<R>(q, ldq, kt, ldk, n + R - 1, d, 1.0f / sqrtf(static_cast<float>(d)), scores, lds);
  float factor[R];
  for (int r = 0; r < R; r++) {
    float* row = scores + r * lds;
    vf best = splat(row[0]);
    over_columns(0, n + r, [&](long j, long lanes) {
      const vf s = load(row + j);
      best = vmax(best, lanes == W ? s : fill_from(s, lanes, -INFINITY));
    });
    const float top = hmax(best);
    const float sum = exp_in_place(row, n + r, top);
    factor[r] = 1.0f / sum;
    if (lse) lse[r * ldlse] = top + logf(sum);
  }
  sum_rows<R>(scores, lds, v, ldv, n, d, factor, y, ldy);
}
// One query over n keys.
static void attend(const float* q, const float* kt, long ldk, const float* v, long ldv, long n, long d, float* scores,
                   float* y, float* lse) {
  attend_rows<1>(q, 0, kt, ldk, v, ldv, n, d, scores, 0, y, 0, lse, 0);
}

// Copies of one head with padded, contiguous rows ([T, ldp]) or transposed ([D, ldt]); padding is zero.
static void copy_rows(const float* x, long ld, long t, long d, float* out, long ldp) {
  for (long i = 0; i < t; i++) over_columns(0, d, [&](long j, long n) { store(out + i * ldp + j, get(x + i * ld + j, n)); });
}
static void copy_columns(const float* x, long ld, long t, long d, float* out, long ldt) {
  uint32_t in[256], block[256];
  for (long i = 0; i < ldt; i += 16)
    for (long j = 0; j < d; j += 16) {
      for (long r = 0; r < 16; r++) {
        if (i + r < t) row_words(x + (i + r) * ld + j, d - j, in + r * 16);
        else std::memset(in + r * 16, 0, 64);
      }
      transpose16(in, block);
      for (long c = 0; c < 16 && j + c < d; c++) std::memcpy(out + (j + c) * ldt + i, block + c * 16, 64);
    }
}

template <class T> static void attention(const AttentionHead& h) {
  const long ldt = round_up(h.t, 16), ldp = round_up(h.d, 16);
  float *kt = h.scratch, *v = kt + h.d * ldt, *scores = v + h.t * ldp, *y = scores + kTogether * ldt;
  copy_columns(h.k, h.ld, h.t, h.d, kt, ldt);
  copy_rows(h.v, h.ld, h.t, h.d, v, ldp);
  const auto finish = [&](long i, const float* row) {
    T* yo = h.yo ? static_cast<T*>(h.yo) + i * h.ldy : nullptr;
    over_columns(0, h.d, [&](long j, long n) {
      if (h.y) put(h.y + i * h.ldy + j, load(row + j), n);
      if (yo) n == W ? store_operand(yo + j, load(row + j)) : store_operand_n(yo + j, load(row + j), n);
    });
  };
  const auto lse = [&](long i) { return h.lse ? h.lse + i * h.ldlse : nullptr; };
  long i = 0;
  for (; i + kTogether <= h.t; i += kTogether) {
    attend_rows<kTogether>(h.q + i * h.ld, h.ld, kt, ldt, v, ldp, i + 1, h.d, scores, ldt, y, ldp, lse(i), h.ldlse);
    for (int r = 0; r < kTogether; r++) finish(i + r, y + r * ldp);
  }
  for (; i < h.t; i++) {
    attend(h.q + i * h.ld, kt, ldt, v, ldp, i + 1, h.d, scores, y, lse(i));
    finish(i, y);
  }
}

// x[j] += sum over the block's queries, in order, of coef[r][j] * rows[r], for KEYS keys by NV vectors.
template <int KEYS, int NV>
static inline void add_outer_part(const float* coef, long ldc, const float* rows, long ldp, long queries, float* x) {
  vf sum[KEYS][NV];
#pragma GCC unroll 8
  for (int k = 0; k < KEYS; k++)
#pragma GCC unroll 4
    for (int v = 0; v < NV; v++) sum[k][v] = load(x + k * ldp + v * W);
  for (long r = 0; r < queries; r++) {
    vf row[NV];
#pragma GCC unroll 4
    for (int v = 0; v < NV; v++) row[v] = load(rows + r * ldp + v * W);
#pragma GCC unroll 8
    for (int k = 0; k < KEYS; k++) {
      const vf a = splat(coef[r * ldc + k]);
#pragma GCC unroll 4
      for (int v = 0; v < NV; v++) sum[k][v] += a * row[v];
    }
  }
#pragma GCC unroll 8
  for (int k = 0; k < KEYS; k++)
#pragma GCC unroll 4
    for (int v = 0; v < NV; v++) store(x + k * ldp + v * W, sum[k][v]);
}
// The same for keys j < n and all channels.
static inline void add_outer(const float* coef, long ldc, const float* rows, long ldp, long queries, long n, float* x) {
  constexpr int keys = kTogether == 4 ? 8 : 4;
  long c = 0;
  for (; c + 2 * W <= ldp; c += 2 * W) {
    long j = 0;
    for (; j + keys <= n; j += keys) add_outer_part<keys, 2>(coef + j, ldc, rows + c, ldp, queries, x + j * ldp + c);
    for (; j < n; j++) add_outer_part<1, 2>(coef + j, ldc, rows + c, ldp, queries, x + j * ldp + c);
  }
  for (; c < ldp; c += W) {
    long j = 0;
    for (; j + keys <= n; j += keys) add_outer_part<keys, 1>(coef + j, ldc, rows + c, ldp, queries, x + j * ldp + c);
    for (; j < n; j++) add_outer_part<1, 1>(coef + j, ldc, rows + c, ldp, queries, x + j * ldp + c);
  }
}

template <class T> static void put_gradient(const float* row, long d, float* out, void* outo, long at, long ato) {
  T* operand = outo ? static_cast<T*>(outo) + ato : nullptr;
  over_columns(0, d, [&](long j, long n) {
    const vf v = load(row + j);
    if (out) put(out + at + j, v, n);
    else n == W ? store_operand(operand + j, v) : store_operand_n(operand + j, v, n);
  });
}

// p and ds of R queries (the r-th sees n + r keys), zero past them to the end of the last vector; and their dq.
template <int R>
static inline void backward_rows(const AttentionHead& h, const float* q, const float* dy, const float* kt,
                                 const float* vt, const float* k, long n, float* p, float* ds, float* dq) {
  const long d = h.d, ldt = round_up(h.t, 16), ldp = round_up(d, 16);
  const float scale = 1.0f / sqrtf(static_cast<float>(d));
  score_keys<R>(q, ldp, kt, ldt, n + R - 1, d, scale, p, ldt);
  score_keys<R>(dy, ldp, vt, ldt, n + R - 1, d, 1.0f, ds, ldt);
  float one[R];
  for (int r = 0; r < R; r++) {
    float *pr = p + r * ldt, *dsr = ds + r * ldt;
    exp_in_place(pr, n + r, h.lse[(n - 1 + r) * h.ldlse]);
    vf dot = {};
    over_columns(0, n + r, [&](long j, long lanes) { dot = dot + keep(load(pr + j) * load(dsr + j), lanes); });
    const float delta = hsum(dot);
    over_columns(0, n + r, [&](long j, long lanes) {
      store(dsr + j, keep(load(pr + j) * (load(dsr + j) - delta) * scale, lanes));
    });
    one[r] = 1.0f;
  }
  sum_rows<R>(ds, ldt, k, ldp, n, d, one, dq, ldp);
}

template <class T> static void attention_backward(const AttentionHead& h) {
  const long t = h.t, d = h.d, ldt = round_up(t, 16), ldp = round_up(d, 16);
  float* at = h.scratch;
  const auto take = [&](long n) { return at += n, at - n; };
  float *kt = take(d * ldt), *vt = take(d * ldt), *k = take(t * ldp), *dk = take(t * ldp), *dv = take(t * ldp);
  float *p = take(kQueries * ldt), *ds = take(kQueries * ldt);
  float *q = take(kQueries * ldp), *dy = take(kQueries * ldp), *dq = take(kQueries * ldp);
  copy_columns(h.k, h.ld, t, d, kt, ldt);
  copy_columns(h.v, h.ld, t, d, vt, ldt);
  copy_rows(h.k, h.ld, t, d, k, ldp);
  std::memset(dk, 0, static_cast<size_t>(t * ldp) * 4);
  std::memset(dv, 0, static_cast<size_t>(t * ldp) * 4);
  for (long i0 = 0; i0 < t; i0 += kQueries) {
    const long rows = t - i0 < kQueries ? t - i0 : kQueries, reach = i0 + rows;
    std::memset(p, 0, static_cast<size_t>(2 * kQueries * ldt) * 4); // p and ds
    copy_rows(h.q + i0 * h.ld, h.ld, rows, d, q, ldp);
    copy_rows(h.dy + i0 * h.lddy, h.lddy, rows, d, dy, ldp);
    long r = 0;
    const auto some = [&]<int R>() {
      backward_rows<R>(h, q + r * ldp, dy + r * ldp, kt, vt, k, i0 + r + 1, p + r * ldt, ds + r * ldt, dq + r * ldp);
      r += R;
    };
    while (r + kTogether <= rows) some.template operator()<kTogether>();
    while (r < rows) some.template operator()<1>();
    for (r = 0; r < rows; r++) put_gradient<T>(dq + r * ldp, d, h.dq, h.dqo, (i0 + r) * h.ld, (i0 + r) * h.ldo);
    add_outer(ds, ldt, q, ldp, rows, reach, dk);
    add_outer(p, ldt, dy, ldp, rows, reach, dv);
  }
  for (long i = 0; i < t; i++) {
    put_gradient<T>(dk + i * ldp, d, h.dk, h.dko, i * h.ld, i * h.ldo);
    put_gradient<T>(dv + i * ldp, d, h.dv, h.dvo, i * h.ld, i * h.ldo);
  }
}

} // namespace rlhf::RLHF_ISA
