// Layers for JavaScript: the order of arguments is that of addon.ts. Sizes come first, so arrays are checked as they come.
#include "bindings.h"
#include "ops.h"
#include "threads.h"
#include <chrono>
#include <cmath>

namespace rlhf {
namespace {

void check_offsets(const int32_t* offsets, long b, long n) {
  bool good = offsets[0] == 0 && offsets[b] == n;
  for (long i = 0; i < b; i++) good = good && offsets[i] <= offsets[i + 1];
  if (!good) throw BadArgument("native: offsets: expected them to rise from 0 to the number of tokens");
}

napi_value linear_forward(Arguments& a) {
  Linear l{};
  l.n = a.integer(), l.k = a.integer(), l.m = a.integer(), l.gelu = a.flag();
  l.x = a.floats(l.n * l.k), l.w = a.floats(l.k * l.m), l.bias = a.floats_or_null(l.m);
  l.residual = a.floats_or_null(l.n * l.m), l.y = a.floats(l.n * l.m), l.pre = a.floats_or_null(l.n * l.m);
  linear(l);
  return nullptr;
}

napi_value linear_gradient(Arguments& a) {
  LinearGradient l{};
  l.n = a.integer(), l.k = a.integer(), l.m = a.integer(), l.gelu = a.flag();
  l.x = a.floats(l.n * l.k), l.w = a.floats(l.k * l.m), l.dy = a.floats(l.n * l.m);
  l.pre = l.gelu ? a.floats(l.n * l.m) : a.floats_or_null(0);
  l.dx = a.floats_or_null(l.n * l.k), l.dw = a.floats(l.k * l.m), l.dbias = a.floats_or_null(l.m);
  linear_backward(l);
  return nullptr;
}

napi_value layer_norm_forward(Arguments& a) {
  const long n = a.integer(), c = a.integer();
  const float *x = a.floats(n * c), *w = a.floats(c), *b = a.floats(c);
  float *y = a.floats(n * c), *mean = a.floats(n), *rstd = a.floats(n);
  layer_norm(x, w, b, n, c, y, nullptr, 0, mean, rstd);
  return nullptr;
}

napi_value layer_norm_gradient(Arguments& a) {
  const long n = a.integer(), c = a.integer();
  const float *x = a.floats(n * c), *w = a.floats(c), *mean = a.floats(n), *rstd = a.floats(n), *dy = a.floats(n * c);
  float *dx = a.floats(n * c), *dw = a.floats(c), *db = a.floats(c);
  layer_norm_backward(x, w, mean, rstd, dy, n, c, dx, false, dw, db);
  return nullptr;
}

Attention attention_of(Arguments& a, long& n) {
  Attention t{};
  n = a.integer(), t.c = a.integer(), t.heads = a.integer();
  if (t.heads < 1 || t.c % t.heads != 0) throw BadArgument("native: attention: expected heads to divide the width");
  t.b = a.length_of_next() - 1;
  t.offsets = a.ints(1);
  check_offsets(t.offsets, t.b, n);
  t.qkv = a.floats(n * 3 * t.c);
  return t;
}

napi_value attention_forward(Arguments& a) {
  long n;
  Attention t = attention_of(a, n);
  t.y = a.floats(n * t.c), t.ldy = t.c, t.lse = a.floats(n * t.heads);
  attention(t);
  return nullptr;
}

napi_value attention_gradient(Arguments& a) {
  long n;
  Attention t = attention_of(a, n);
  t.lse = a.floats(n * t.heads), t.dy = a.floats(n * t.c), t.dqkv = a.floats(n * 3 * t.c);
  attention_backward(t);
  return nullptr;
}

napi_value embed_forward(Arguments& a) {
  const long c = a.integer(), n = a.length_of_next();
  const int32_t *tokens = a.ints(0), *positions = a.ints(n);
  const long v = c > 0 ? a.length_of_next() / c : 0;
  const float* wte = a.floats(0);
  const long ctx = c > 0 ? a.length_of_next() / c : 0;
  const float* wpe = a.floats(0);
  check_index(tokens, n, v, "tokens");
  check_index(positions, n, ctx, "positions");
  embed({tokens, positions, nullptr, 0, n}, wte, wpe, c, a.floats(n * c));
  return nullptr;
}

napi_value embed_gradient(Arguments& a) {
  const long c = a.integer(), n = a.length_of_next();
  const int32_t *tokens = a.ints(0), *positions = a.ints(n);
  const float* dy = a.floats(n * c);
  const long v = c > 0 ? a.length_of_next() / c : 0;
  float* dwte = a.floats(0);
  const long ctx = c > 0 ? a.length_of_next() / c : 0;
  float* dwpe = a.floats(0);
  check_index(tokens, n, v, "tokens");
  check_index(positions, n, ctx, "positions");
  embed_backward({tokens, positions, nullptr, 0, n}, dy, c, v, ctx, dwte, dwpe);
  return nullptr;
}

napi_value gather(Arguments& a) {
  const long c = a.integer(), n = c > 0 ? a.length_of_next() / c : 0;
  const float* x = a.floats(0);
  const long m = a.length_of_next();
  const int32_t* index = a.ints(0);
  check_index(index, m, n, "index");
  gather_rows(x, index, m, c, a.floats(m * c));
  return nullptr;
}

napi_value scatter_add(Arguments& a) {
  const long c = a.integer(), m = c > 0 ? a.length_of_next() / c : 0;
  const float* dy = a.floats(0);
  const int32_t* index = a.ints(m);
  const long n = c > 0 ? a.length_of_next() / c : 0;
  check_index(index, m, n, "index");
  scatter_add_rows(dy, index, m, c, a.floats(0), n);
  return nullptr;
}

napi_value adamw_step(Arguments& a) {
  std::vector<long> np, ng, nm, nv;
  const auto p = a.float_arrays(np), g = a.float_arrays(ng), m = a.float_arrays(nm), v = a.float_arrays(nv);
  if (np != ng || np != nm || np != nv) throw BadArgument("native: adamw: expected four lists of equal sizes");
  Adamw o{};
  const auto next = [&] { return static_cast<float>(a.number()); };
  o.beta1 = next(), o.beta2 = next(), o.step_size = next(), o.root_scale = next(), o.epsilon = next();
  o.keep = static_cast<float>(1.0 - a.number());
  o.grad_scale = next();
  adamw({p, m, v, g, np}, o);
  return nullptr;
}

napi_value global_norm(Arguments& a) {
  std::vector<long> lengths;
  const auto arrays = a.float_arrays(lengths);
  return make_number(a.env(), std::sqrt(sum_squares(arrays, lengths)));
}

napi_value scale_all(Arguments& a) {
  std::vector<long> lengths;
  const auto arrays = a.float_arrays(lengths);
  const float factor = static_cast<float>(a.number());
  scale(arrays, lengths, factor);
  return nullptr;
}

constexpr long kPiece = 1 << 14; // values per task of an elementwise pass

// pairwise(op, layout, a, b, y): layout 0: b like a; 1: b is one value; 2: b [rows, 1]; 3: b [columns]
napi_value pairwise(Arguments& a) {
  const auto op = static_cast<Pairwise>(a.integer());
  const long layout = a.integer(), n = a.length_of_next();
  if (op > Pairwise::min) throw BadArgument("native: pairwise: no such operation");
  const float* x = a.floats(0);
  const long nb = a.length_of_next();
  const float* y = a.floats(layout == 0 ? n : 1);
  float* out = a.floats(n);
  const auto kernel = engine.k->pairwise;
  if (layout < 2) {
    parallel_pieces(n, kPiece, [&](long i0, long i1, int) {
      kernel(op, x + i0, layout == 1 ? y : y + i0, layout == 1, out + i0, i1 - i0);
    });
    return nullptr;
  }
  if (n % nb != 0) throw BadArgument("native: pairwise: expected the smaller array to divide the larger");
  const long columns = layout == 2 ? n / nb : nb, rows = n / columns;
  parallel_pieces(rows, kPiece / columns + 1, [&](long r0, long r1, int) {
    for (long r = r0; r < r1; r++)
      kernel(op, x + r * columns, layout == 2 ? y + r : y, layout == 2, out + r * columns, columns);
  });
  return nullptr;
}

// unary(op, x, y)
napi_value unary(Arguments& a) {
  const auto op = static_cast<Unary>(a.integer());
  if (op > Unary::gelu) throw BadArgument("native: unary: no such operation");
  const long n = a.length_of_next();
  const float* x = a.floats(0);
  float* y = a.floats(n);
  parallel_pieces(n, kPiece, [&](long i0, long i1, int) { engine.k->unary(op, x + i0, y + i0, i1 - i0); });
  return nullptr;
}

// reduce(op, x, y): over the last axis; y has one value per row
napi_value reduce(Arguments& a) {
  const auto op = static_cast<Reduction>(a.integer());
  if (op > Reduction::max) throw BadArgument("native: reduce: no such operation");
  const long n = a.length_of_next();
  const float* x = a.floats(1);
  const long rows = a.length_of_next();
  float* y = a.floats(1);
  if (n % rows != 0) throw BadArgument("native: reduce: expected rows of equal length");
  const long columns = n / rows;
  parallel_pieces(rows, kPiece / columns + 1, [&](long r0, long r1, int) {
    for (long r = r0; r < r1; r++) y[r] = engine.k->reduce(op, x + r * columns, columns);
  });
  return nullptr;
}

napi_value multiply(Arguments& a) {
  const long m = a.integer(), n = a.integer(), k = a.integer(), batch = a.integer();
  const bool ta = a.flag(), tb = a.flag();
  const float *x = a.floats(batch * m * k), *y = a.floats(batch * k * n);
  float* out = a.floats(batch * m * n);
  for (long i = 0; i < batch; i++) matmul(x + i * m * k, y + i * k * n, ta, tb, m, n, k, out + i * m * n);
  return nullptr;
}

// timeProduct(m, n, k, repetitions, packEachTime) -> seconds of the fastest of `repetitions` products of random operands
napi_value time_product(Arguments& a) {
  const long m = a.integer(), n = a.integer(), k = a.integer(), repetitions = a.integer();
  const bool pack_each_time = a.flag();
  const Scratch<float> x(static_cast<size_t>(m * k)), w(static_cast<size_t>(k * n)), y(static_cast<size_t>(m * n));
  for (long i = 0; i < m * k; i++) x.p[i] = static_cast<float>(i % 17) - 8;
  for (long i = 0; i < k * n; i++) w.p[i] = static_cast<float>(i % 13) - 6;
  const OperandRows rows(m, k);
  const Bytes panels(engine.packed_bytes(k, n));
  Gemm g;
  g.a = rows.data(), g.lda = rows.ld, g.b = panels.p;
  g.m = m, g.n = n, g.k = k;
  g.c = y, g.ldc = n;
  double best = 1e30;
  for (long r = 0; r < repetitions + 1; r++) { // the first one warms up
    if (r == 0 || !pack_each_time) to_operand(x, m, k, rows.data(), rows.ld), pack(w, false, k, n, panels.p);
    const auto start = std::chrono::steady_clock::now();
    if (pack_each_time) to_operand(x, m, k, rows.data(), rows.ld), pack(w, false, k, n, panels.p);
    product(g);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (r > 0 && seconds < best) best = seconds;
  }
  return make_number(a.env(), best);
}

} // namespace

void define_ops(napi_env env, napi_value exports) {
  define<linear_forward>(env, exports, "linearForward");
  define<linear_gradient>(env, exports, "linearBackward");
  define<layer_norm_forward>(env, exports, "layerNormForward");
  define<layer_norm_gradient>(env, exports, "layerNormBackward");
  define<attention_forward>(env, exports, "attentionForward");
  define<attention_gradient>(env, exports, "attentionBackward");
  define<embed_forward>(env, exports, "embedForward");
  define<embed_gradient>(env, exports, "embedBackward");
  define<gather>(env, exports, "gatherRows");
  define<scatter_add>(env, exports, "scatterAddRows");
  define<adamw_step>(env, exports, "adamw");
  define<global_norm>(env, exports, "globalNorm");
  define<scale_all>(env, exports, "scale");
  define<pairwise>(env, exports, "pairwise");
  define<unary>(env, exports, "unary");
  define<reduce>(env, exports, "reduce");
  define<multiply>(env, exports, "matmul");
  define<time_product>(env, exports, "timeProduct");
}

} // namespace rlhf
