// One vector type for all instruction sets: GCC/Clang vector extensions of the width this translation unit is built for.
// Every kernel below is written once with `vf`; only the matrix micro-kernels and masked tails use intrinsics.
// Nothing here may have external linkage: each instruction set compiles its own copy inside namespace RLHF_ISA.
// Standard-library templates are avoided for the same reason (the linker could keep the AVX-512 copy of an inline).
#pragma once
#include "../engine.h"
#include <cmath>
#include <cstring>
#if defined(__AVX2__)
#include <immintrin.h>
#endif

namespace rlhf::RLHF_ISA {

#if defined(__AVX512F__)
constexpr int W = 16; // lanes
#elif defined(__AVX2__)
constexpr int W = 8;
#else
constexpr int W = 4;
#endif

typedef float vf __attribute__((vector_size(W * 4)));
typedef int32_t vi __attribute__((vector_size(W * 4)));
typedef uint32_t vu __attribute__((vector_size(W * 4)));
typedef float vf_anywhere __attribute__((vector_size(W * 4), aligned(4), may_alias));
typedef uint32_t vu_anywhere __attribute__((vector_size(W * 4), aligned(2), may_alias));

static inline vf load(const float* p) { return *reinterpret_cast<const vf_anywhere*>(p); }
static inline void store(float* p, vf x) { *reinterpret_cast<vf_anywhere*>(p) = x; }

static inline vf splat(float x) {
#if defined(__AVX512F__)
  return _mm512_set1_ps(x);
#elif defined(__AVX2__)
  return _mm256_set1_ps(x);
#else
  return vf{x, x, x, x};
#endif
}

// The first n lanes (n <= W); other lanes are zero and their memory is not touched.
static inline vf load_n(const float* p, long n) {
#if defined(__AVX512F__)
  return _mm512_maskz_loadu_ps(static_cast<__mmask16>((1u << n) - 1), p);
#else
  float x[W] = {};
  for (long i = 0; i < n; i++) x[i] = p[i];
  return load(x);
#endif
}
static inline void store_n(float* p, vf v, long n) {
#if defined(__AVX512F__)
  _mm512_mask_storeu_ps(p, static_cast<__mmask16>((1u << n) - 1), v);
#else
  for (long i = 0; i < n; i++) p[i] = v[i];
#endif
}

static inline vf vmax(vf a, vf b) { return a > b ? a : b; }

// Lanes at and past n become `fill`.
static inline vf fill_from(vf v, long n, float fill) {
#if defined(__AVX512F__)
  return _mm512_mask_mov_ps(_mm512_set1_ps(fill), static_cast<__mmask16>((1u << n) - 1), v);
#else
  for (long i = n; i < W; i++) v[i] = fill;
  return v;
#endif
}

// A fixed tree over the lanes, so that sums do not depend on the surroundings.
static inline float hsum(vf v) {
#if defined(__AVX512F__)
  return _mm512_reduce_add_ps(v);
#else
  float x[W];
  store(x, v);
  for (int half = W / 2; half > 0; half /= 2)
    for (int i = 0; i < half; i++) x[i] += x[i + half];
  return x[0];
#endif
}
static inline float hmax(vf v) {
#if defined(__AVX512F__)
  return _mm512_reduce_max_ps(v);
#else
  float best = v[0];
  for (int i = 1; i < W; i++) best = v[i] > best ? v[i] : best;
  return best;
#endif
}

// exp to 2e-7 relative; over- and underflow and NaN as IEEE says. Polynomial of degree 6 on [-ln2/2, ln2/2].
static inline __attribute__((always_inline)) vf vexp(vf x) {
  const vf lowest = splat(-104.0f), highest = splat(89.0f);
  x = x < lowest ? lowest : x;
  x = x > highest ? highest : x;
  const vf magic = splat(12582912.0f); // 1.5 * 2^23: adding it rounds to an integer
  const vf n = (x * 1.44269504f + magic) - magic;
  const vf r = x - n * 0.693359375f + n * 2.12194440e-4f;
  vf p = splat(1.9875691500e-4f);
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
#if defined(__AVX512F__)
  return _mm512_scalef_ps(p, n);
#else
  const vf bounded = n == n ? n : vf{}; // NaN has no integer
  const vi whole = __builtin_convertvector(bounded, vi);
  const vi half = whole >> 1, rest = whole - half;
  return p * reinterpret_cast<vf>((half + 127) << 23) * reinterpret_cast<vf>((rest + 127) << 23);
#endif
}

// The tanh form of GELU is x * sigmoid(2u), u = sqrt(2/pi) (x + 0.044715 x^3).
constexpr float kGeluA = 1.5957691216f, kGeluB = 0.0713548163f; // 2 sqrt(2/pi), and times 0.044715
// sigmoid(2u). 2u is cut at -80, where the result is 2e-35 times x; NaN stays NaN.
static inline vf gelu_gate(vf x) {
  vf twice_u = x * (kGeluA + kGeluB * x * x);
  const vf lowest = splat(-80.0f);
  twice_u = twice_u < lowest ? lowest : twice_u;
#if defined(__AVX512F__)
  // exp(-2u) as a power of two (no large cancellation matters here: far out the gate is 0 or 1), then 1 / (1 + e) by
  // the 14-bit estimate and one Newton step; 1.8x the speed of vexp and a division
  const vf t = twice_u * -1.44269504f;
  const vf n = _mm512_roundscale_ps(t, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  const vf r = t - n;
  vf p = splat(1.5403530e-4f);
  p = p * r + 1.33335581e-3f;
  p = p * r + 9.61812911e-3f;
  p = p * r + 5.55041087e-2f;
  p = p * r + 2.40226507e-1f;
  p = p * r + 6.93147181e-1f;
  p = p * r + 1.0f;
  const vf d = 1.0f + (vf)_mm512_scalef_ps(p, n);
  const vf estimate = _mm512_rcp14_ps(d);
  return estimate + estimate * (1.0f - d * estimate);
#else
  return 1.0f / (1.0f + vexp(-twice_u));
#endif
}
static inline vf vgelu(vf x) { return x * gelu_gate(x); }
static inline vf gelu_slope(vf x, vf gate) {
  return gate + x * gate * (1.0f - gate) * (kGeluA + 3.0f * kGeluB * x * x);
}
static inline vf vgelu_slope(vf x) { return gelu_slope(x, gelu_gate(x)); }

// bfloat16 <-> float, round to nearest even, NaN stays NaN (the instruction makes denormals zero).
static inline vu bf16_bits(vf x) { // result in the upper half of each lane, lower half zero
#if defined(__AVX512BF16__)
  return (vu)_mm512_slli_epi32(_mm512_cvtepu16_epi32((__m256i)_mm512_cvtneps_pbh(x)), 16);
#endif
  const vu u = reinterpret_cast<vu>(x);
  const vu rounded = (u + 0x7fffu + ((u >> 16) & 1u)) & 0xffff0000u;
  const vu quiet = (u | 0x00400000u) & 0xffff0000u;
  return x == x ? rounded : quiet;
}
static inline float to_float(float x) { return x; }
static inline float to_float(bf16 x) {
  const uint32_t u = static_cast<uint32_t>(x) << 16;
  float f;
  std::memcpy(&f, &u, 4);
  return f;
}

static inline void store_operand(float* p, vf x) { store(p, x); }
static inline void store_operand_n(float* p, vf x, long n) { store_n(p, x, n); }
static inline vf load_operand(const float* p) { return load(p); }
static inline void store_operand(bf16* p, vf x) {
#if defined(__AVX512BF16__)
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), (__m256i)_mm512_cvtneps_pbh(x));
#elif defined(__AVX512F__)
  const __m256i half = _mm512_cvtepi32_epi16((__m512i)(bf16_bits(x) >> 16));
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), half);
#else
  const vu bits = bf16_bits(x) >> 16;
  for (int i = 0; i < W; i++) p[i] = static_cast<bf16>(bits[i]);
#endif
}
static inline void store_operand_n(bf16* p, vf x, long n) {
#if defined(__AVX512BF16__)
  _mm256_mask_storeu_epi16(p, static_cast<__mmask16>((1u << n) - 1), (__m256i)_mm512_cvtneps_pbh(x));
  return;
#endif
  bf16 all[W];
  store_operand(all, x);
  for (long i = 0; i < n; i++) p[i] = all[i];
}
static inline vf load_operand(const bf16* p) {
#if defined(__AVX512F__)
  const __m512i wide = _mm512_cvtepu16_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)));
  return (vf)_mm512_slli_epi32(wide, 16);
#else
  vf x = {};
  for (int i = 0; i < W; i++) x[i] = to_float(p[i]);
  return x;
#endif
}
static inline vf load_operand_n(const float* p, long n) { return load_n(p, n); }
static inline vf load_operand_n(const bf16* p, long n) {
#if defined(__AVX512F__)
  const __m256i half = _mm256_maskz_loadu_epi16(static_cast<__mmask16>((1u << n) - 1), p);
  return (vf)_mm512_slli_epi32(_mm512_cvtepu16_epi32(half), 16);
#endif
  bf16 all[W] = {};
  for (long i = 0; i < n; i++) all[i] = p[i];
  return load_operand(all);
}

} // namespace rlhf::RLHF_ISA
