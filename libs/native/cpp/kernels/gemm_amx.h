// Matrix product on AMX tiles: 32 rows by two panels (32 columns) in four accumulator tiles, K in steps of 32.
// The order within an element is the hardware's (even and odd k of 32 apart, then added); it is the same for every tile,
// so rows stay independent of each other as in the register kernel. A is read in place, B is packed in pairs.
// Two by two tiles load as much of A as of B per product; one by four would load more.
// Tried: K in parts of 512, so that a part of A's rows stays in L1 while panels pass, with the sums in memory between the
// parts: 10-24 % slower (one core, GFLOP/s: W3 c_proj 1 117 became 969, W4 c_fc 1 105 and 955, W4 c_proj 930 and 720).
#pragma once
#include "epilogue.h"

#if defined(__AMX_BF16__)
namespace rlhf::RLHF_ISA {

struct TileConfig {
  uint8_t palette = 1, start_row = 0, reserved[14] = {};
  uint16_t bytes_per_row[16] = {};
  uint8_t rows[16] = {};
  // C tiles 0..3, A tiles 4 and 5, B tiles 6 and 7; r0 and r1 rows in the upper and lower tile.
  TileConfig(int r0, int r1) {
    const int height[8] = {r0, r0, r1, r1, r0, r1, 16, 16};
    for (int t = 0; t < 8; t++) {
      bytes_per_row[t] = height[t] > 0 ? 64 : 0;
      rows[t] = static_cast<uint8_t>(height[t]);
    }
  }
};

template <int MT, int NT> static inline void amx_tile(const Gemm& g, long i, long rows, long panel) {
  alignas(64) float tile[32 * 32];
  const long depth = round_up(g.k, kBf16Depth);
  const bf16* a = static_cast<const bf16*>(g.a) + i * g.lda;
  const bf16* b = static_cast<const bf16*>(g.b) + panel * kPanel * depth;
  const long stride = g.lda * 2;
  _tile_zero(0);
  if constexpr (NT > 1) _tile_zero(1);
  if constexpr (MT > 1) _tile_zero(2);
  if constexpr (MT > 1 && NT > 1) _tile_zero(3);
  for (long k = 0; k < depth; k += 32) {
    _tile_loadd(6, b + k * kPanel, 64);
    _tile_loadd(4, a + k, stride);
    _tile_dpbf16ps(0, 4, 6);
    if constexpr (NT > 1) {
      _tile_loadd(7, b + (k + depth) * kPanel, 64);
      _tile_dpbf16ps(1, 4, 7);
    }
    if constexpr (MT > 1) {
      _tile_loadd(5, a + 16 * g.lda + k, stride);
      _tile_dpbf16ps(2, 5, 6);
    }
    if constexpr (MT > 1 && NT > 1) _tile_dpbf16ps(3, 5, 7);
  }
  if (fields_of(g) == kC && (panel + NT) * kPanel <= g.n) { // nothing left to do: straight to the result
    float* c = g.c + i * g.ldc + panel * kPanel;
    _tile_stored(0, c, g.ldc * 4);
    if constexpr (NT > 1) _tile_stored(1, c + 16, g.ldc * 4);
    if constexpr (MT > 1) _tile_stored(2, c + 16 * g.ldc, g.ldc * 4);
    if constexpr (MT > 1 && NT > 1) _tile_stored(3, c + 16 * g.ldc + 16, g.ldc * 4);
    return;
  }
  _tile_stored(0, tile, 128);
  if constexpr (NT > 1) _tile_stored(1, tile + 16, 128);
  if constexpr (MT > 1) _tile_stored(2, tile + 16 * 32, 128);
  if constexpr (MT > 1 && NT > 1) _tile_stored(3, tile + 16 * 32 + 16, 128);
  finish_tile<bf16>(g, tile, 32, i, rows, panel * kPanel, NT * kPanel);
}

template <int MT> static void amx_strip(const Gemm& g, long i, long rows, long p0, long p1) {
  long p = p0;
  for (; p + 2 <= p1; p += 2) amx_tile<MT, 2>(g, i, rows, p);
  if (p < p1) amx_tile<MT, 1>(g, i, rows, p);
}

static void gemm_block_amx(const Gemm& g, long m0, long m1, long p0, long p1) {
  long i = m0;
  if (i + 32 <= m1) {
    const TileConfig full(16, 16);
    _tile_loadconfig(&full);
    for (; i + 32 <= m1; i += 32) amx_strip<2>(g, i, 32, p0, p1);
  }
  if (const long left = m1 - i; left > 0) {
    const TileConfig rest(static_cast<int>(left < 16 ? left : 16), static_cast<int>(left < 16 ? 0 : left - 16));
    _tile_loadconfig(&rest);
    if (left > 16) amx_strip<2>(g, i, left, p0, p1);
    else amx_strip<1>(g, i, left, p0, p1);
  }
  _tile_release();
}

} // namespace rlhf::RLHF_ISA
#endif
