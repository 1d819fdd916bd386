// What happens to a finished tile of a product on its way to memory: scale, bias, activation, residual, both outputs.
// Fusing this saves one read and one write of the whole result per step.
// GELU's slope is taken where its gate is at hand and kept as operand: the backward then multiplies and does not ask for
// another exponential. Tried: keeping the sum before GELU; on one Zen 4 core in
// bfloat16 the product of W2 and W3 that ends so then takes 0.86 and 5.2 ms instead of 0.63 and 4.4, the forward's 0.81
// and 4.6 instead of 0.88 and 4.75.
// Tried: testing each field per vector (at K = 384 the tests cost as much as the tile's products); what stands: one
// instance per combination that the engine uses, chosen per tile, and the testing one for the rest.
#pragma once
#include "simd.h"

namespace rlhf::RLHF_ISA {

struct AnyFields {
  static bool scale(const Gemm& g) { return g.scale != 1; }
  static bool bias(const Gemm& g) { return g.bias; }
  static bool gelu(const Gemm& g) { return g.activation == Activation::gelu; }
  static bool times_slope(const Gemm& g) { return g.activation == Activation::times_slope; }
  static bool residual(const Gemm& g) { return g.residual; }
  static bool accumulate(const Gemm& g) { return g.accumulate; }
  static bool c(const Gemm& g) { return g.c; }
  static bool co(const Gemm& g) { return g.co; }
};

constexpr int kScale = 1, kBias = 2, kGelu = 4, kSlope = 8, kResidual = 16, kAccumulate = 32, kC = 64, kCo = 128;

static inline int fields_of(const Gemm& g) {
  return (g.scale != 1 ? kScale : 0) | (g.bias ? kBias : 0) | (g.activation == Activation::gelu ? kGelu : 0) |
         (g.activation == Activation::times_slope ? kSlope : 0) | (g.residual ? kResidual : 0) |
         (g.accumulate ? kAccumulate : 0) | (g.c ? kC : 0) | (g.co ? kCo : 0);
}

template <int F> struct TheseFields {
  static constexpr bool scale(const Gemm&) { return F & kScale; }
  static constexpr bool bias(const Gemm&) { return F & kBias; }
  static constexpr bool gelu(const Gemm&) { return F & kGelu; }
  static constexpr bool times_slope(const Gemm&) { return F & kSlope; }
  static constexpr bool residual(const Gemm&) { return F & kResidual; }
  static constexpr bool accumulate(const Gemm&) { return F & kAccumulate; }
  static constexpr bool c(const Gemm&) { return F & kC; }
  static constexpr bool co(const Gemm&) { return F & kCo; }
};

template <class T, bool Whole> static inline void put_operand_vector(T* p, vf v, long n) {
  Whole ? store_operand(p, v) : store_operand_n(p, v, n);
}

// One vector of n <= W values at (i, j).
template <class T, class Has, bool Whole>
static inline __attribute__((always_inline)) void finish_vector(const Gemm& g, vf v, long i, long j, long n) {
  const auto get = [&](const float* p) { return Whole ? load(p) : load_n(p, n); };
  const auto put = [&](float* p, vf x) { Whole ? store(p, x) : store_n(p, x, n); };
  if (Has::scale(g)) v = v * g.scale;
  if (Has::bias(g)) v = v + get(g.bias + j);
  if (Has::gelu(g)) {
    if (g.pre) put(g.pre + i * g.ldpre + j, v);
    const vf gate = gelu_gate(v);
    if (g.slope)
      put_operand_vector<T, Whole>(static_cast<T*>(g.slope) + i * g.ldslope + j, gelu_slope(v, gate), n);
    v = v * gate;
  }
  if (Has::times_slope(g)) {
    const T* slope = static_cast<const T*>(g.slope) + i * g.ldslope + j;
    v = v * (Whole ? load_operand(slope) : load_operand_n(slope, n));
  }
  if (Has::residual(g)) v = v + get(g.residual + i * g.ldres + j);
  if (Has::c(g)) {
    float* c = g.c + i * g.ldc + j;
    if (Has::accumulate(g)) v = v + get(c);
    put(c, v);
  }
  if (Has::co(g)) {
    put_operand_vector<T, Whole>(static_cast<T*>(g.co) + i * g.ldco + j, v, n);
  }
}

template <class T, class Has>
static void finish_rows(const Gemm& shared, const float* tile, long ldt, long i0, long rows, long j0, long cols) {
  const Gemm g = shared; // a copy that no store can alias
  for (long i = 0; i < rows; i++) {
    long j = 0;
    for (; j + W <= cols; j += W) finish_vector<T, Has, true>(g, load(tile + i * ldt + j), i0 + i, j0 + j, W);
    if (j < cols) finish_vector<T, Has, false>(g, load(tile + i * ldt + j), i0 + i, j0 + j, cols - j);
  }
}

// tile: rows x cols values, ldt apart, belonging at (i0, j0) of the result.
template <class T>
static inline void finish_tile(const Gemm& g, const float* tile, long ldt, long i0, long rows, long j0, long cols) {
  if (j0 + cols > g.n) cols = g.n - j0;
  switch (fields_of(g)) {
  case kC: return finish_rows<T, TheseFields<kC>>(g, tile, ldt, i0, rows, j0, cols);
  case kC | kAccumulate: return finish_rows<T, TheseFields<kC | kAccumulate>>(g, tile, ldt, i0, rows, j0, cols);
  case kC | kScale: return finish_rows<T, TheseFields<kC | kScale>>(g, tile, ldt, i0, rows, j0, cols);
  case kC | kBias: return finish_rows<T, TheseFields<kC | kBias>>(g, tile, ldt, i0, rows, j0, cols);
  case kC | kBias | kResidual:
    return finish_rows<T, TheseFields<kC | kBias | kResidual>>(g, tile, ldt, i0, rows, j0, cols);
  case kCo | kBias | kGelu: return finish_rows<T, TheseFields<kCo | kBias | kGelu>>(g, tile, ldt, i0, rows, j0, cols);
  case kCo | kSlope: return finish_rows<T, TheseFields<kCo | kSlope>>(g, tile, ldt, i0, rows, j0, cols);
  default: return finish_rows<T, AnyFields>(g, tile, ldt, i0, rows, j0, cols);
  }
}

} // namespace rlhf::RLHF_ISA
