// Matrix product on AMX tiles: 32 rows by two panels (32 columns) in four accumulator tiles, K in steps of 32.
// The order within an element is the hardware's (even and odd k of 32 apart, then added); it is the same for every tile,
// so rows stay independent of each other as in the register kernel. A is read in place, B is packed in pairs.
// Two by two tiles load as much of A as of B per product; one by four would load more.
// Tried: all of K in one pass, see kDepthBlock.
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

// Part of K that one pass takes: 32 rows of A of it (32 kB) stay in the L1 cache while panels stream past from L2. With all of
// K at once both stream from L2, which gives 48 of the 64 bytes a cycle that the tiles then ask for.
constexpr long kDepthBlock = 512;
constexpr long kPartRows = 256, kPartPanels = 12; // sums of a part of K that wait for the next: at most 196 kB

// Columns k0 .. k1 of A; sums so far come from and go to `part` (a tile's begin at `at`), unless they begin and end here.
struct DepthPart {
  long k0, k1;
  bool first, last;
  float* part;
  static constexpr long ld = kPartPanels * kPanel;
};

template <int MT, int NT> static inline void load_sums(const float* c, long ldc) {
  _tile_loadd(0, c, ldc * 4);
  if constexpr (NT > 1) _tile_loadd(1, c + 16, ldc * 4);
  if constexpr (MT > 1) _tile_loadd(2, c + 16 * ldc, ldc * 4);
  if constexpr (MT > 1 && NT > 1) _tile_loadd(3, c + 16 * ldc + 16, ldc * 4);
}
template <int MT, int NT> static inline void store_sums(float* c, long ldc) {
  _tile_stored(0, c, ldc * 4);
  if constexpr (NT > 1) _tile_stored(1, c + 16, ldc * 4);
  if constexpr (MT > 1) _tile_stored(2, c + 16 * ldc, ldc * 4);
  if constexpr (MT > 1 && NT > 1) _tile_stored(3, c + 16 * ldc + 16, ldc * 4);
}

template <int MT, int NT>
static inline void amx_tile(const Gemm& g, long i, long rows, long panel, const DepthPart& d, long at) {
  const long depth = round_up(g.k, kBf16Depth);
  const bf16* a = static_cast<const bf16*>(g.a) + i * g.lda;
  const bf16* b = static_cast<const bf16*>(g.b) + panel * kPanel * depth;
  const long stride = g.lda * 2;
  if (d.first) {
    _tile_zero(0);
    if constexpr (NT > 1) _tile_zero(1);
    if constexpr (MT > 1) _tile_zero(2);
    if constexpr (MT > 1 && NT > 1) _tile_zero(3);
  } else {
    load_sums<MT, NT>(d.part + at, DepthPart::ld);
  }
  for (long k = d.k0; k < d.k1; k += 32) {
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
  if (!d.last) return store_sums<MT, NT>(d.part + at, DepthPart::ld);
  if (fields_of(g) == kC && (panel + NT) * kPanel <= g.n) // nothing left to do: straight to the result
    return store_sums<MT, NT>(g.c + i * g.ldc + panel * kPanel, g.ldc);
  alignas(64) float tile[32 * 32];
  store_sums<MT, NT>(tile, 32);
  finish_tile<bf16>(g, tile, 32, i, rows, panel * kPanel, NT * kPanel);
}

template <int MT>
static void amx_strip(const Gemm& g, long i, long rows, long p0, long p1, const DepthPart& d, long at) {
  long p = p0;
  for (; p + 2 <= p1; p += 2) amx_tile<MT, 2>(g, i, rows, p, d, at + (p - p0) * kPanel);
  if (p < p1) amx_tile<MT, 1>(g, i, rows, p, d, at + (p - p0) * kPanel);
}

static void amx_rows(const Gemm& g, long m0, long m1, long p0, long p1, const DepthPart& d) {
  long i = m0;
  if (i + 32 <= m1) {
    const TileConfig full(16, 16);
    _tile_loadconfig(&full);
    for (; i + 32 <= m1; i += 32) amx_strip<2>(g, i, 32, p0, p1, d, (i - m0) * DepthPart::ld);
  }
  if (const long left = m1 - i; left > 0) {
    const TileConfig rest(static_cast<int>(left < 16 ? left : 16), static_cast<int>(left < 16 ? 0 : left - 16));
    _tile_loadconfig(&rest);
    const long at = (i - m0) * DepthPart::ld;
    if (left > 16) amx_strip<2>(g, i, left, p0, p1, d, at);
    else amx_strip<1>(g, i, left, p0, p1, d, at);
  }
}

// Sums of a part of K go through memory as the float32 they are, so the bits are those of one pass.
static __attribute__((noinline)) void amx_in_parts(const Gemm& g, long m0, long m1, long p0, long p1, long parts) {
  alignas(64) float sums[kPartRows * DepthPart::ld];
  const long depth = round_up(g.k, kBf16Depth), step = round_up((depth + parts - 1) / parts, kBf16Depth);
  for (long p = p0; p < p1; p += kPartPanels)
    for (long m = m0; m < m1; m += kPartRows)
      for (long k = 0; k < depth; k += step) {
        const long k1 = k + step < depth ? k + step : depth;
        const DepthPart d{k, k1, k == 0, k1 == depth, sums};
        amx_rows(g, m, m + kPartRows < m1 ? m + kPartRows : m1, p, p + kPartPanels < p1 ? p + kPartPanels : p1, d);
      }
}

static void gemm_block_amx(const Gemm& g, long m0, long m1, long p0, long p1) {
  const long depth = round_up(g.k, kBf16Depth), parts = (depth + kDepthBlock - 1) / kDepthBlock;
  if (parts > 1) amx_in_parts(g, m0, m1, p0, p1, parts);
  else amx_rows(g, m0, m1, p0, p1, {0, depth, true, true, nullptr});
  _tile_release();
}

} // namespace rlhf::RLHF_ISA
#endif
