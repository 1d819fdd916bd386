// Copies that put matrices in the order the micro-kernels read. A: operand rows. B: panels of 16 columns, float
// [k][16], bfloat16 [k / 2][16][2] (pairs of k side by side, as VDPBF16PS and AMX want them), zeros past k and n.
// Everything is built from two moves: interleaving two rows into pairs, and transposing 16 x 16 words.
#pragma once
#include "simd.h"

namespace rlhf::RLHF_ISA {

// Rows lie a page or more apart, where the processor fetches nothing ahead by itself; asking for the rows that come next
// made gradients of weights in bfloat16, which transpose and pack, 2 to 5 % faster (W3 and W4, two Zen 4 cores).
constexpr long kAhead = 16;

// out[j][i] = in[i][j], 16 x 16 words; rows of out are ldo words apart.
static inline void transpose16(const uint32_t* in, uint32_t* out, long ldo = 16) {
#if defined(__AVX512F__)
  __m512i r[16], t[16];
#pragma GCC unroll 16
  for (int i = 0; i < 16; i++) r[i] = _mm512_loadu_si512(in + i * 16);
#pragma GCC unroll 8
  for (int i = 0; i < 8; i++) {
    t[2 * i] = _mm512_unpacklo_epi32(r[2 * i], r[2 * i + 1]);
    t[2 * i + 1] = _mm512_unpackhi_epi32(r[2 * i], r[2 * i + 1]);
  }
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) {
    r[4 * i] = _mm512_unpacklo_epi64(t[4 * i], t[4 * i + 2]);
    r[4 * i + 1] = _mm512_unpackhi_epi64(t[4 * i], t[4 * i + 2]);
    r[4 * i + 2] = _mm512_unpacklo_epi64(t[4 * i + 1], t[4 * i + 3]);
    r[4 * i + 3] = _mm512_unpackhi_epi64(t[4 * i + 1], t[4 * i + 3]);
  }
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) { // r[4 q + i]: rows 4q..4q+3, columns i, i+4, i+8, i+12
    t[i] = _mm512_shuffle_i32x4(r[i], r[4 + i], 0x88);
    t[4 + i] = _mm512_shuffle_i32x4(r[8 + i], r[12 + i], 0x88);
    t[8 + i] = _mm512_shuffle_i32x4(r[i], r[4 + i], 0xdd);
    t[12 + i] = _mm512_shuffle_i32x4(r[8 + i], r[12 + i], 0xdd);
  }
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) {
    _mm512_storeu_si512(out + i * ldo, _mm512_shuffle_i32x4(t[i], t[4 + i], 0x88));
    _mm512_storeu_si512(out + (8 + i) * ldo, _mm512_shuffle_i32x4(t[i], t[4 + i], 0xdd));
    _mm512_storeu_si512(out + (4 + i) * ldo, _mm512_shuffle_i32x4(t[8 + i], t[12 + i], 0x88));
    _mm512_storeu_si512(out + (12 + i) * ldo, _mm512_shuffle_i32x4(t[8 + i], t[12 + i], 0xdd));
  }
#else
  for (int i = 0; i < 16; i++)
    for (int j = 0; j < 16; j++) out[j * ldo + i] = in[i * 16 + j];
#endif
}

static inline uint32_t* words(void* p) { return static_cast<uint32_t*>(p); }

// 16 words from n floats (zeros beyond) as they are, or from 2 rows of n as bfloat16 pairs.
static inline void row_words(const float* x, long n, uint32_t* out) {
#if defined(__AVX512F__)
  _mm512_storeu_ps(out, load_n(x, n < 16 ? n : 16));
  return;
#endif
  float full[16] = {};
  std::memcpy(full, x, static_cast<size_t>(n < 16 ? n : 16) * 4);
  std::memcpy(out, full, 64);
}
static inline void pair_words(const float* even, const float* odd, long n, uint32_t* out) {
  for (long j = 0; j < 16; j += W) {
    const long here = n - j;
    if (here <= 0) {
      for (int i = 0; i < W; i++) out[j + i] = 0;
      continue;
    }
    const long lanes = here < W ? here : W;
    const vu lo = even ? bf16_bits(load_n(even + j, lanes)) >> 16 : vu{};
    const vu hi = odd ? bf16_bits(load_n(odd + j, lanes)) : vu{};
    *reinterpret_cast<vu_anywhere*>(out + j) = lo | hi;
  }
}
static inline void pair_words(const bf16* even, const bf16* odd, long n, uint32_t* out) {
#if defined(__AVX512F__)
  if (n >= 16 && even && odd) {
    const __m512i lo = _mm512_cvtepu16_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(even)));
    const __m512i hi = _mm512_cvtepu16_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(odd)));
    _mm512_storeu_si512(out, _mm512_or_si512(lo, _mm512_slli_epi32(hi, 16)));
    return;
  }
#endif
  for (long j = 0; j < 16; j++) {
    const uint32_t lo = even && j < n ? even[j] : 0, hi = odd && j < n ? odd[j] : 0;
    out[j] = lo | hi << 16;
  }
}
// 32 floats of one row (n of them there) as 16 words of bfloat16 pairs.
static inline void row_pairs(const float* x, long n, uint32_t* out) {
  bf16 half[32] = {};
  for (long j = 0; j < 32 && j < n; j += W) store_operand(half + j, n - j >= W ? load(x + j) : load_n(x + j, n - j));
  std::memcpy(out, half, 64);
}

// B given as [k, n] rows of floats or operands.
static void pack_rows(const float* b, long ldb, long k, long n, float* out, long p0, long p1) {
  for (long x = 0; x < k; x++) // a row's panels together: whole cache lines of the source in order
    for (long p = p0; p < p1; p++) {
      __builtin_prefetch(b + (x + kAhead) * ldb + p * kPanel);
      row_words(b + x * ldb + p * kPanel, n - p * kPanel, words(out + (p * k + x) * kPanel));
    }
}
template <class S> static void pack_rows(const S* b, long ldb, long k, long n, bf16* out, long p0, long p1) {
  const long depth = round_up(k, kBf16Depth);
  for (long x = 0; x < depth; x += 2)
    for (long p = p0; p < p1; p++) {
      __builtin_prefetch(b + (x + kAhead) * ldb + p * kPanel);
      __builtin_prefetch(b + (x + kAhead + 1) * ldb + p * kPanel);
      const S* even = x < k ? b + x * ldb + p * kPanel : nullptr;
      const S* odd = x + 1 < k ? b + (x + 1) * ldb + p * kPanel : nullptr;
      pair_words(even, odd, n - p * kPanel, words(out + (p * depth + x) * kPanel));
    }
}

// B given as its transpose [n, k] of floats.
static void pack_columns(const float* b, long ldb, long k, long n, float* out, long p0, long p1) {
  uint32_t in[256], block[256];
  for (long p = p0; p < p1; p++)
    for (long x = 0; x < k; x += 16) {
      for (long j = 0; j < 16; j++) {
        const long row = p * kPanel + j;
        if (row < n) row_words(b + row * ldb + x, k - x, in + j * 16);
        else std::memset(in + j * 16, 0, 64);
      }
      transpose16(in, block);
      std::memcpy(out + (p * k + x) * kPanel, block, static_cast<size_t>(k - x < 16 ? k - x : 16) * 64);
    }
}
static void pack_columns(const float* b, long ldb, long k, long n, bf16* out, long p0, long p1) {
  const long depth = round_up(k, kBf16Depth);
  uint32_t in[256];
  for (long p = p0; p < p1; p++)
    for (long x = 0; x < depth; x += 32) {
      for (long j = 0; j < 16; j++) {
        const long row = p * kPanel + j;
        if (row < n) row_pairs(b + row * ldb + x, k - x, in + j * 16);
        else std::memset(in + j * 16, 0, 64);
      }
      transpose16(in, words(out + (p * depth + x) * kPanel));
    }
}

template <class T>
static void pack_float(const float* b, long ldb, bool transposed, long k, long n, void* out, long p0, long p1) {
  if (transposed) pack_columns(b, ldb, k, n, static_cast<T*>(out), p0, p1);
  else pack_rows(b, ldb, k, n, static_cast<T*>(out), p0, p1);
}
template <class T> static void pack_operand(const void* b, long ldb, long k, long n, void* out, long p0, long p1) {
  pack_rows(static_cast<const T*>(b), ldb, k, n, static_cast<T*>(out), p0, p1);
}

// out[j, i] = x[i, j], j in [j0, j1).
template <class T> static void transpose(const void* from, long ldx, long rows, long j0, long j1, void* to, long ldo) {
  const T* x = static_cast<const T*>(from);
  T* out = static_cast<T*>(to);
  constexpr long per_word = 4 / sizeof(T), step = 16 * per_word;
  const long padded = per_word == 2 ? round_up(rows, kBf16Depth) : rows;
  uint32_t in[256], block[256];
  for (long i = 0; i < rows; i += step)
    for (long j = j0; j < j1; j += 16) {
      for (long r = 0; r < 16; r++) {
        const long row = i + r * per_word;
        for (long w = 0; w < per_word; w++) __builtin_prefetch(x + (row + step + w) * ldx + j);
        if constexpr (per_word == 1) {
          if (row < rows) row_words(x + row * ldx + j, j1 - j, in + r * 16);
          else std::memset(in + r * 16, 0, 64);
        } else {
          pair_words(row < rows ? x + row * ldx + j : nullptr, row + 1 < rows ? x + (row + 1) * ldx + j : nullptr, j1 - j,
                     in + r * 16);
        }
      }
      const long count = padded - i < step ? padded - i : step;
      if (count == step && j + 16 <= j1 && ldo % per_word == 0) { // whole: straight to its place
        transpose16(in, words(out + j * ldo + i), ldo / per_word);
        continue;
      }
      transpose16(in, block);
      for (long c = 0; c < 16 && j + c < j1; c++)
        std::memcpy(out + (j + c) * ldo + i, block + c * 16, static_cast<size_t>(count) * sizeof(T));
    }
}

// Rows of floats as operand rows with zeros up to the padded K.
template <class T> static void from_float(const float* x, long ld, long rows, long k, void* to, long ldo) {
  T* out = static_cast<T*>(to);
  const long depth = sizeof(T) == 2 ? round_up(k, kBf16Depth) : k;
  for (long i = 0; i < rows; i++) {
    long j = 0;
    for (; j + W <= k; j += W) store_operand(out + i * ldo + j, load(x + i * ld + j));
    if (j < k) store_operand_n(out + i * ldo + j, load_n(x + i * ld + j, k - j), k - j);
    for (j = k; j < depth; j++) out[i * ldo + j] = 0;
  }
}
template <class T> static void put_operand(const float* x, long n, void* to) {
  T* out = static_cast<T*>(to);
  long j = 0;
  for (; j + W <= n; j += W) store_operand(out + j, load(x + j));
  if (j < n) store_operand_n(out + j, load_n(x + j, n - j), n - j);
}

// out[j] = sum over rows, in their order.
template <class T> static void column_sum(const void* from, long ld, long rows, long j0, long j1, float* out) {
  const T* x = static_cast<const T*>(from);
  long j = j0;
  for (; j + 4 * W <= j1; j += 4 * W) { // four vectors a row: whole cache lines
    vf sum[4] = {};
    for (long i = 0; i < rows; i++)
#pragma GCC unroll 4
      for (int v = 0; v < 4; v++) sum[v] = sum[v] + load_operand(x + i * ld + j + v * W);
    for (int v = 0; v < 4; v++) store(out + j + v * W, sum[v]);
  }
  for (; j < j1; j += W) {
    const long n = j1 - j < W ? j1 - j : W;
    vf sum = {};
    for (long i = 0; i < rows; i++) {
      const T* p = x + i * ld + j;
      sum = sum + (n == W ? load_operand(p) : load_operand_n(p, n));
    }
    store_n(out + j, sum, n);
  }
}

} // namespace rlhf::RLHF_ISA
