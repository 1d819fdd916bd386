// Causal attention of one head of one row of tokens. A query's scores live in one buffer of T floats; nothing T x T.
// Keys are transposed once per head, so that 16 keys are scored per vector; the routine of one query (`attend`) is also
// the decoder's, over the cache: a cached step has the bits of the training forward.
// Queries are not taken in blocks in the forward: a query's bits would then hang on its place in the block.
// In the backward 4 queries share each pass over dK and dV: those passes are bound by stores.
#pragma once
#include "layer_norm.h"
#include "pack.h"

namespace rlhf::RLHF_ISA {

// NV vectors of scores; even and odd channels in two chains, whatever NV, so a score's bits do not depend on it.
template <int NV>
static inline void score_part(const float* q, const float* kt, long ldk, long d, float scale, float* scores) {
  vf even[NV] = {}, odd[NV] = {};
  long x = 0;
  for (; x + 2 <= d; x += 2) {
    const vf a = splat(q[x]), b = splat(q[x + 1]);
    const float* p = kt + x * ldk;
#pragma GCC unroll 4
    for (int v = 0; v < NV; v++) {
      even[v] += a * load(p + v * W);
      odd[v] += b * load(p + ldk + v * W);
    }
  }
  if (x < d)
    for (int v = 0; v < NV; v++) even[v] += splat(q[x]) * load(kt + x * ldk + v * W);
  for (int v = 0; v < NV; v++) store(scores + v * W, (even[v] + odd[v]) * scale);
}
// scores[j] = scale * q . key j, for j < n rounded up to whole vectors; kt is [D, ldk] with readable lanes to there.
static inline void score_keys(const float* q, const float* kt, long ldk, long n, long d, float scale, float* scores) {
  long j = 0;
  for (; n - j > 3 * W; j += 4 * W) score_part<4>(q, kt + j, ldk, d, scale, scores + j);
  if (n - j > 2 * W) score_part<3>(q, kt + j, ldk, d, scale, scores + j);
  else if (n - j > W) score_part<2>(q, kt + j, ldk, d, scale, scores + j);
  else if (n - j > 0) score_part<1>(q, kt + j, ldk, d, scale, scores + j);
}

// Columns [c0, c0 + NV vectors) of the weighted sum of rows; even and odd rows in two chains, in order.
template <int NV> static inline void sum_rows_part(const float* p, const float* v, long ldv, long n, vf* out) {
  vf even[NV] = {}, odd[NV] = {};
  long j = 0;
  for (; j + 2 <= n; j += 2) {
    const vf a = splat(p[j]), b = splat(p[j + 1]);
#pragma GCC unroll 4
    for (int x = 0; x < NV; x++) {
      even[x] += a * load(v + j * ldv + x * W);
      odd[x] += b * load(v + (j + 1) * ldv + x * W);
    }
  }
  if (j < n)
    for (int x = 0; x < NV; x++) even[x] += splat(p[j]) * load(v + j * ldv + x * W);
  for (int x = 0; x < NV; x++) out[x] = even[x] + odd[x];
}
// y[0 .. d rounded up) = factor * sum over j < n of p[j] v[j]; rows of v are padded to whole vectors.
static inline void sum_rows(const float* p, const float* v, long ldv, long n, long d, float factor, float* y) {
  long x = 0;
  vf out[4];
  for (; x + 4 * W <= round_up(d, W); x += 4 * W) {
    sum_rows_part<4>(p, v + x, ldv, n, out);
    for (int i = 0; i < 4; i++) store(y + x + i * W, out[i] * factor);
  }
  for (; x + 2 * W <= round_up(d, W); x += 2 * W) {
    sum_rows_part<2>(p, v + x, ldv, n, out);
    for (int i = 0; i < 2; i++) store(y + x + i * W, out[i] * factor);
  }
  for (; x < d; x += W) {
    sum_rows_part<1>(p, v + x, ldv, n, out);
    store(y + x, out[0] * factor);
  }
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

// One query over n keys. y has room for D rounded up to whole vectors.
static void attend(const float* q, const float* kt, long ldk, const float* v, long ldv, long n, long d, float* scores,
                   float* y, float* lse) {
  score_keys(q, kt, ldk, n, d, 1.0f / sqrtf(static_cast<float>(d)), scores);
  vf best = splat(scores[0]);
  over_columns(0, n, [&](long j, long lanes) {
    const vf s = load(scores + j);
    best = vmax(best, lanes == W ? s : fill_from(s, lanes, -INFINITY));
  });
  const float top = hmax(best);
  const float sum = exp_in_place(scores, n, top);
  sum_rows(scores, v, ldv, n, d, 1.0f / sum, y);
  if (lse) *lse = top + logf(sum);
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
  float *kt = h.scratch, *v = kt + h.d * ldt, *scores = v + h.t * ldp, *row = scores + ldt;
  copy_columns(h.k, h.ld, h.t, h.d, kt, ldt);
  copy_rows(h.v, h.ld, h.t, h.d, v, ldp);
  for (long i = 0; i < h.t; i++) {
    attend(h.q + i * h.ld, kt, ldt, v, ldp, i + 1, h.d, scores, row, h.lse ? h.lse + i * h.ldlse : nullptr);
    T* yo = h.yo ? static_cast<T*>(h.yo) + i * h.ldy : nullptr;
    over_columns(0, h.d, [&](long j, long n) {
      if (h.y) put(h.y + i * h.ldy + j, load(row + j), n);
      if (yo) n == W ? store_operand(yo + j, load(row + j)) : store_operand_n(yo + j, load(row + j), n);
    });
  }
}

constexpr int kQueries = 4;

// x[j] += sum over the block's queries of coef[r][j] * rows[r], j < n.
static inline void add_outer(const float* coef, long ldc, const float* rows, long ldp, long n, long d, float* x) {
  over_columns(0, round_up(d, W), [&](long c, long) {
    vf r[kQueries];
    for (int i = 0; i < kQueries; i++) r[i] = load(rows + i * ldp + c);
    for (long j = 0; j < n; j++) {
      vf sum = load(x + j * ldp + c);
#pragma GCC unroll 4
      for (int i = 0; i < kQueries; i++) sum += splat(coef[i * ldc + j]) * r[i];
      store(x + j * ldp + c, sum);
    }
  });
}

template <class T> static void put_gradient(const float* row, long d, float* out, void* outo, long at, long ato) {
  T* operand = outo ? static_cast<T*>(outo) + ato : nullptr;
  over_columns(0, d, [&](long j, long n) {
    const vf v = load(row + j);
    if (out) put(out + at + j, v, n);
    else n == W ? store_operand(operand + j, v) : store_operand_n(operand + j, v, n);
  });
}

template <class T> static void attention_backward(const AttentionHead& h) {
  const long t = h.t, d = h.d, ldt = round_up(t, 16), ldp = round_up(d, 16);
  const float scale = 1.0f / sqrtf(static_cast<float>(d));
  float* at = h.scratch;
  const auto take = [&](long n) { return at += n, at - n; };
  float *kt = take(d * ldt), *vt = take(d * ldt), *k = take(t * ldp), *dk = take(t * ldp), *dv = take(t * ldp);
  float *p = take(kQueries * ldt), *ds = take(kQueries * ldt);
  float *q = take(kQueries * ldp), *dy = take(kQueries * ldp), *dq = take(ldp);
  copy_columns(h.k, h.ld, t, d, kt, ldt);
  copy_columns(h.v, h.ld, t, d, vt, ldt);
  copy_rows(h.k, h.ld, t, d, k, ldp);
  std::memset(dk, 0, static_cast<size_t>(t * ldp) * 4);
  std::memset(dv, 0, static_cast<size_t>(t * ldp) * 4);
  for (long i0 = 0; i0 < t; i0 += kQueries) {
    const long rows = t - i0 < kQueries ? t - i0 : kQueries, reach = i0 + rows;
    std::memset(p, 0, static_cast<size_t>(2 * kQueries * ldt) * 4); // p and ds
    std::memset(q, 0, static_cast<size_t>(2 * kQueries * ldp) * 4); // q and dy
    copy_rows(h.q + i0 * h.ld, h.ld, rows, d, q, ldp);
    copy_rows(h.dy + i0 * h.lddy, h.lddy, rows, d, dy, ldp);
    for (long r = 0; r < rows; r++) {
      const long i = i0 + r, n = i + 1;
      float *pr = p + r * ldt, *dsr = ds + r * ldt;
      score_keys(q + r * ldp, kt, ldt, n, d, scale, pr);
      exp_in_place(pr, n, h.lse[i * h.ldlse]);
      score_keys(dy + r * ldp, vt, ldt, n, d, 1.0f, dsr);
      vf dot = {};
      over_columns(0, n, [&](long j, long lanes) { dot = dot + keep(load(pr + j) * load(dsr + j), lanes); });
      const float delta = hsum(dot);
      over_columns(0, n, [&](long j, long lanes) {
        store(dsr + j, keep(load(pr + j) * (load(dsr + j) - delta) * scale, lanes));
      });
      sum_rows(dsr, k, ldp, n, d, 1.0f, dq);
      put_gradient<T>(dq, d, h.dq, h.dqo, i * h.ld, i * h.ldo);
    }
    add_outer(ds, ldt, q, ldp, reach, d, dk);
    add_outer(p, ldt, dy, ldp, reach, d, dv);
  }
  for (long i = 0; i < t; i++) {
    put_gradient<T>(dk + i * ldp, d, h.dk, h.dko, i * h.ld, i * h.ldo);
    put_gradient<T>(dv + i * ldp, d, h.dv, h.dvo, i * h.ld, i * h.ldo);
  }
}

} // namespace rlhf::RLHF_ISA
