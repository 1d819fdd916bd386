// Matrix product, register micro-kernel: a tile of MR rows by NP panels of 16 columns stays in registers over all of K.
// Each element is one chain of fused multiply-adds in the order of k, so it depends on nothing around it.
// Float32 on one AVX-512 core: 202-223 GFLOP/s over the shapes of W3 and W4 (PyTorch 205-222 beside it).
// On one Zen 4 core, fastest of many: bfloat16 213-229, float32 106-116 over the shapes of W2, W3 and W4.
// A may be given transposed (a gradient of weights reads activations so): the eight floats that a step broadcasts then lie
// side by side. Before, they were transposed first: a sixth of the time of W2's float32 step, a quarter of W1's. Tried there:
// the last two of eight panels (128 columns) as one tile of two instead of two of one; 0.157 ms either way. Each k then lies
// in another page, where the processor fetches nothing ahead: asking for the line 32 steps before its turn took W4's
// gradients of weights from 163-183 GFLOP/s to 211-215 (two Zen 4 cores, cold), W3's from 159-182 to 190-211.
// Tried beside it: the same for B's panels (which lie in a row), no difference.
#pragma once
#include "epilogue.h"

namespace rlhf::RLHF_ISA {

#if defined(__AVX512F__)
constexpr int kRows = 8, kPanels = 3;
#elif defined(__AVX2__)
constexpr int kRows = 6, kPanels = 1;
#else
constexpr int kRows = 2, kPanels = 1;
#endif

constexpr long kStepsAhead = 32;

// The plain meaning of a tile: what the vector code must equal (tests compare through the public functions).
// out[i, j] = sum over k of a[i, k] b[k, j].
template <int MR, int NP, bool Columns>
static void micro_float(const float* a, long lda, const float* b, long k, float* out, long ldo) {
  constexpr int NV = NP * kPanel / W, per_panel = kPanel / W;
  vf acc[MR][NV] = {};
  for (long x = 0; x < k; x++) {
    vf bv[NV];
    if constexpr (Columns) __builtin_prefetch(a + (x + kStepsAhead) * lda);
#pragma GCC unroll 8
    for (int v = 0; v < NV; v++) bv[v] = load(b + (v / per_panel) * k * kPanel + x * kPanel + (v % per_panel) * W);
#pragma GCC unroll 8
    for (int i = 0; i < MR; i++) {
      const vf av = splat(Columns ? a[x * lda + i] : a[i * lda + x]);
#pragma GCC unroll 8
      for (int v = 0; v < NV; v++) acc[i][v] += av * bv[v];
    }
  }
#pragma GCC unroll 8
  for (int i = 0; i < MR; i++)
#pragma GCC unroll 8
    for (int v = 0; v < NV; v++) store(out + i * ldo + v * W, acc[i][v]);
}

#if defined(__AVX512BF16__)
template <int MR, int NP> static void micro_bf16(const bf16* a, long lda, const bf16* b, long k, float* out, long ldo) {
  __m512 acc[MR][NP];
#pragma GCC unroll 8
  for (int i = 0; i < MR; i++)
#pragma GCC unroll 8
    for (int v = 0; v < NP; v++) acc[i][v] = _mm512_setzero_ps();
  for (long x = 0; x < k; x += 2) {
    __m512bh bv[NP];
#pragma GCC unroll 8
    for (int v = 0; v < NP; v++) bv[v] = (__m512bh)_mm512_loadu_si512(b + v * k * kPanel + x * kPanel);
#pragma GCC unroll 8
    for (int i = 0; i < MR; i++) {
      int pair;
      std::memcpy(&pair, a + i * lda + x, 4);
      const __m512bh av = (__m512bh)_mm512_set1_epi32(pair);
#pragma GCC unroll 8
      for (int v = 0; v < NP; v++) acc[i][v] = _mm512_dpbf16_ps(acc[i][v], av, bv[v]);
    }
  }
#pragma GCC unroll 8
  for (int i = 0; i < MR; i++)
#pragma GCC unroll 8
    for (int v = 0; v < NP; v++) _mm512_storeu_ps(out + i * ldo + v * kPanel, acc[i][v]);
}
template <int MR, int NP, bool Columns>
static inline void micro(const bf16* a, long lda, const bf16* b, long k, float* out, long ldo) {
  static_assert(!Columns, "pairs of k lie side by side in A's rows alone");
  micro_bf16<MR, NP>(a, lda, b, round_up(k, kBf16Depth), out, ldo);
}
static inline long depth_of(const bf16*, long k) { return round_up(k, kBf16Depth); }
#endif
template <int MR, int NP, bool Columns>
static inline void micro(const float* a, long lda, const float* b, long k, float* out, long ldo) {
  micro_float<MR, NP, Columns>(a, lda, b, k, out, ldo);
}
static inline long depth_of(const float*, long k) { return k; }

template <class T, int MR, int NP, bool Columns> static inline void tile_at(const Gemm& g, long i, long panel) {
  const T* a = static_cast<const T*>(g.a) + (Columns ? i : i * g.lda);
  const T* b = static_cast<const T*>(g.b) + panel * kPanel * depth_of(static_cast<const T*>(nullptr), g.k);
  if (fields_of(g) == kC && (panel + NP) * kPanel <= g.n) // nothing left to do: straight to the result
    return micro<MR, NP, Columns>(a, g.lda, b, g.k, g.c + i * g.ldc + panel * kPanel, g.ldc);
  alignas(64) float tile[MR * NP * kPanel];
  micro<MR, NP, Columns>(a, g.lda, b, g.k, tile, NP * kPanel);
  finish_tile<T>(g, tile, NP * kPanel, i, MR, panel * kPanel, NP * kPanel);
}

template <class T, int MR, bool Columns> static void row_strip(const Gemm& g, long i, long p0, long p1) {
  long p = p0;
  for (; p + kPanels <= p1; p += kPanels) tile_at<T, MR, kPanels, Columns>(g, i, p);
  for (; p < p1; p++) tile_at<T, MR, 1, Columns>(g, i, p);
}

// Rows [m0, m1) by panels [p0, p1).
template <class T, bool Columns> static void block_of_strips(const Gemm& g, long m0, long m1, long p0, long p1) {
  long i = m0;
  for (; i + kRows <= m1; i += kRows) row_strip<T, kRows, Columns>(g, i, p0, p1);
  if constexpr (kRows > 4)
    for (; i + 4 <= m1; i += 4) row_strip<T, 4, Columns>(g, i, p0, p1);
  for (; i + 2 <= m1; i += 2) row_strip<T, 2, Columns>(g, i, p0, p1);
  for (; i < m1; i++) row_strip<T, 1, Columns>(g, i, p0, p1);
}
template <class T> static void gemm_block(const Gemm& g, long m0, long m1, long p0, long p1) {
  if constexpr (sizeof(T) == sizeof(float))
    if (g.a_by_columns) return block_of_strips<T, true>(g, m0, m1, p0, p1);
  block_of_strips<T, false>(g, m0, m1, p0, p1);
}

} // namespace rlhf::RLHF_ISA
