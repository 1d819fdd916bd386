// Matrix products over all threads, and the linear layer's gradients.
// A product is cut into blocks of rows by panels; the packed panels of a block stay in the L2 cache while its rows pass.
// Blocks hold at most 640 kB of panels, then smaller until there are six blocks per thread, so that small models too have
// work for every thread.
#include "linear.h"
#include "mapping.h"
#include "threads.h"
#include <map>
#include <unordered_map>

namespace rlhf {
namespace {

constexpr double kInlineWork = 3e5; // multiply-adds below which waking threads costs more than it gains

constexpr long kBlockBytes = 640 * 1024;

long panel_bytes(long k) { return engine.depth(k) * kPanel * static_cast<long>(engine.operand_bytes()); }

struct Blocks {
  long rows, panels;
};

Blocks choose_blocks(const Gemm& g) {
  const long panels = (g.n + kPanel - 1) / kPanel, bytes = panel_bytes(g.k);
  Blocks b{256, kBlockBytes / (bytes > 0 ? bytes : 1)};
  b.panels = b.panels / 6 * 6;
  if (b.panels < 6) b.panels = 6;
  if (b.panels > panels) b.panels = panels;
  const auto count = [&] { return ((g.m + b.rows - 1) / b.rows) * ((panels + b.panels - 1) / b.panels); };
  while (count() < 6L * threads()) {
    if (b.rows > 64 && g.m > 64) b.rows /= 2;
    else if (b.panels > 6) b.panels = round_up(b.panels / 2, 6);
    else if (b.rows > 32 && g.m > 32) b.rows /= 2;
    else break;
  }
  return b;
}

} // namespace

void product(const Gemm& g) {
  if (g.m == 0 || g.n == 0) return;
  const long panels = (g.n + kPanel - 1) / kPanel;
  const auto kernel = engine.op().gemm;
  if (threads() == 1 ? false : static_cast<double>(g.m) * g.n * g.k < kInlineWork) return kernel(g, 0, g.m, 0, panels);
  const Blocks b = choose_blocks(g);
  const long row_blocks = (g.m + b.rows - 1) / b.rows, panel_blocks = (panels + b.panels - 1) / b.panels;
  parallel(row_blocks * panel_blocks, [&](long i, int) {
    const long m0 = i % row_blocks * b.rows, p0 = i / row_blocks * b.panels;
    kernel(g, m0, m0 + b.rows < g.m ? m0 + b.rows : g.m, p0, p0 + b.panels < panels ? p0 + b.panels : panels);
  });
}

void to_operand(const float* x, long rows, long k, void* out, long ldo) {
  const long es = static_cast<long>(engine.operand_bytes());
  parallel_pieces(rows, 64, [&](long r0, long r1, int) {
    engine.op().from_float(x + r0 * k, k, r1 - r0, k, static_cast<char*>(out) + r0 * ldo * es, ldo);
  });
}

void pack(const float* b, bool transposed, long k, long n, void* out) {
  parallel_columns(n, [&](long j0, long j1, int) {
    engine.op().pack_float(b, transposed ? k : n, transposed, k, n, out, j0 / kPanel, (j1 + kPanel - 1) / kPanel);
  });
}

namespace {
// Panels of a piece of a weight gradient that one thread packs and multiplies itself: as many as leave every thread four
// pieces and stay in its cache, else a register tile's; 0 when even then a thread would have one piece or none.
long panels_together(long panels, long rows) {
  for (const long some : {12L, 6L})
    if (panels >= some * 4 * threads() && some * panel_bytes(rows) <= kBlockBytes) return some;
  const long least = engine.op().tile_panels > 1 ? engine.op().tile_panels : 2;
  return panels >= least * 2 * threads() ? least : 0;
}
} // namespace

// A thread that packs the columns which it multiplies finds them in its own cache; packing all of them first and waiting
// for one another cost an eighth of W1's backward on two threads, a fortieth of W3's.
void weight_gradient(Rows x, Rows dy, long rows, long k, long m, float* dw, float* dbias, bool accumulate) {
  const OperandRows xt(engine.bf ? k : 0, rows);
  const Bytes packed(engine.packed_bytes(rows, m));
  if (engine.bf)
    parallel_columns(k, [&](long j0, long j1, int) {
      engine.op().transpose(x.p, x.ld, rows, j0, j1, xt.data(), xt.ld);
    });
  Gemm g;
  if (engine.bf) g.a = xt.data(), g.lda = xt.ld;
  else g.a = x.p, g.lda = x.ld, g.a_by_columns = true;
  g.b = packed.p;
  g.m = k, g.n = m, g.k = rows;
  g.c = dw, g.ldc = m, g.accumulate = accumulate;
  const auto pack_columns = [&](long j0, long j1, int) {
    engine.op().pack_operand(dy.p, dy.ld, rows, m, packed.p, j0 / kPanel, (j1 + kPanel - 1) / kPanel);
    if (dbias) engine.op().column_sum(dy.p, dy.ld, rows, j0, j1, dbias);
  };
  const long panels = (m + kPanel - 1) / kPanel, together = panels_together(panels, rows);
  if (together == 0) {
    parallel_columns(m, pack_columns);
    return product(g);
  }
  parallel_pieces(m, together * kPanel, [&](long j0, long j1, int thread) {
    pack_columns(j0, j1, thread);
    engine.op().gemm(g, 0, k, j0 / kPanel, (j1 + kPanel - 1) / kPanel);
  });
}

namespace {

struct Packed {
  void* p;
  size_t bytes;
};
struct WeightSet {
  int64_t version = -1;
  Engine made_by{};
  std::map<std::pair<int, bool>, Packed> packs;
  void drop() {
    for (auto& [key, pack] : packs) pool_give(pack.p);
    packs.clear();
  }
};
std::unordered_map<int64_t, WeightSet> sets;

void pack_source(const float* source, bool transposed, long k, long n, void* out) {
  pack(source, transposed, k, n, out);
  done_reading(source, static_cast<size_t>(k * n));
}

} // namespace

const void* packed_weight(int64_t id, int64_t version, int index, const float* source, long r, long c,
                          bool transposed) {
  WeightSet& set = sets[id];
  if (set.version != version || set.made_by.k != engine.k || set.made_by.bf != engine.bf) {
    set.drop();
    set.version = version;
    set.made_by = engine;
  }
  const auto [at, fresh] = set.packs.try_emplace({index, transposed}, Packed{nullptr, 0});
  if (fresh) {
    const long k = transposed ? c : r, n = transposed ? r : c;
    const size_t bytes = engine.packed_bytes(k, n);
    try {
      at->second = {pool_take(bytes), bytes};
    } catch (...) {
      set.packs.erase(at);
      throw;
    }
    pack_source(source, transposed, k, n, at->second.p);
  }
  return at->second.p;
}

void forget_weights(int64_t id) {
  const auto found = sets.find(id);
  if (found == sets.end()) return;
  found->second.drop();
  sets.erase(found);
}

void forget_all_weights() {
  for (auto& [id, set] : sets) set.drop();
  sets.clear();
}

namespace {
bool is_kept(int64_t id, int64_t version, int index, bool transposed) {
  const auto set = sets.find(id);
  return set != sets.end() && set->second.version == version && set->second.made_by.k == engine.k &&
         set->second.made_by.bf == engine.bf && set->second.packs.count({index, transposed}) > 0;
}
} // namespace

WeightPack::WeightPack(int64_t id, int64_t version, int index, const float* source, long r, long c, bool transposed,
                       bool keep) {
  if (id >= 0 && (keep || is_kept(id, version, index, transposed))) {
    p = packed_weight(id, version, index, source, r, c, transposed);
    return;
  }
  const long k = transposed ? c : r, n = transposed ? r : c;
  p = own = pool_take(engine.packed_bytes(k, n));
  pack_source(source, transposed, k, n, own);
}

} // namespace rlhf
