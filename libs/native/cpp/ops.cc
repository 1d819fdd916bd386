// Splitting of layers over threads: by rows, by heads, by columns. Sums over rows are split by columns, never by rows,
// so their order is the order of the rows whatever the number of threads.
#include "ops.h"
#include "threads.h"
#include <algorithm>
#include <cstring>
#include <vector>

namespace rlhf {

constexpr long kFlat = 1 << 15; // floats per piece of a flat pass

void layer_norm(const float* x, const float* w, const float* b, long n, long c, float* y, void* yo, long ldo,
                float* mean, float* rstd) {
  parallel_pieces(n, 32, [&](long r0, long r1, int) {
    engine.op().layer_norm(x, w, b, r0, r1, c, y, yo, ldo, mean, rstd);
  });
}

void layer_norm_backward(const float* x, const float* w, const float* mean, const float* rstd, const float* dy, long n,
                         long c, float* dx, bool accumulate, float* dw, float* db) {
  parallel_columns(c, [&](long j0, long j1, int) {
    engine.k->layer_norm_dw(x, mean, rstd, dy, n, c, j0, j1, dw, db);
  });
  parallel_pieces(n, 32, [&](long r0, long r1, int) {
    engine.k->layer_norm_dx(x, w, mean, rstd, dy, r0, r1, c, dx, accumulate);
  });
}

namespace {

long longest_row(const int32_t* offsets, long b) { return TokenRows{nullptr, nullptr, offsets, b, 0}.longest(); }

AttentionHead head_of(const Attention& a, long row, long head, float* scratch) {
  const long d = a.c / a.heads, start = a.offsets[row], es = static_cast<long>(engine.operand_bytes());
  const float* q = a.qkv + start * 3 * a.c + head * d;
  const auto operand = [&](void* p, long at) { return p ? static_cast<char*>(p) + at * es : nullptr; };
  AttentionHead h{};
  h.q = q, h.k = q + a.c, h.v = q + 2 * a.c, h.ld = 3 * a.c;
  h.t = a.offsets[row + 1] - start, h.d = d;
  h.y = a.y ? a.y + start * a.ldy + head * d : nullptr;
  h.yo = operand(a.yo, start * a.ldy + head * d), h.ldy = a.ldy;
  h.lse = a.lse ? a.lse + start * a.heads + head : nullptr, h.ldlse = a.heads;
  h.dy = a.dy ? a.dy + start * a.c + head * d : nullptr, h.lddy = a.c;
  if (a.dqkv) {
    h.dq = a.dqkv + start * 3 * a.c + head * d, h.dk = h.dq + a.c, h.dv = h.dq + 2 * a.c;
  } else if (a.dqkvo) {
    const long at = start * a.ldo + head * d;
    h.dqo = operand(a.dqkvo, at), h.dko = operand(a.dqkvo, at + a.c), h.dvo = operand(a.dqkvo, at + 2 * a.c);
    h.ldo = a.ldo;
  }
  h.scratch = scratch;
  return h;
}

template <class F> void over_heads(const Attention& a, long scratch_floats, F&& kernel) {
  const Scratch<float> scratch(static_cast<size_t>(scratch_floats) * threads());
  parallel(a.b * a.heads, [&](long i, int thread) {
    const AttentionHead h = head_of(a, i / a.heads, i % a.heads, scratch.p + scratch_floats * thread);
    if (h.t > 0) kernel(h);
  });
}

} // namespace

void attention(const Attention& a) {
  const long t = round_up(longest_row(a.offsets, a.b), 16), dp = round_up(a.c / a.heads, 16);
  over_heads(a, attention_floats(t, dp), engine.op().attention);
}

void attention_backward(const Attention& a) {
  const long t = round_up(longest_row(a.offsets, a.b), 16), dp = round_up(a.c / a.heads, 16);
  over_heads(a, attention_backward_floats(t, dp), engine.op().attention_backward);
}

void embed(const TokenRows& rows, const float* wte, const float* wpe, long c, float* y) {
  parallel_pieces(rows.n, 64, [&](long i0, long i1, int) {
    for (long i = i0; i < i1; i++)
      engine.k->pairwise(Pairwise::add, wte + rows.tokens[i] * c, wpe + rows.positions[i] * c, false, y + i * c, c);
  });
}

void zero(float* x, long n) {
  parallel_pieces(n, kFlat, [&](long i0, long i1, int) { std::memset(x + i0, 0, static_cast<size_t>(i1 - i0) * 4); });
}

namespace {
void add_rows(const float* dy, const int32_t* index, long m, long c, float* y) {
  parallel_columns(c, [&](long j0, long j1, int) {
    for (long i = 0; i < m; i++) {
      float* out = y + index[i] * c + j0;
      engine.k->pairwise(Pairwise::add, out, dy + i * c + j0, false, out, j1 - j0);
    }
  });
}
} // namespace

namespace {
// Each token's sum is made from zero and then added to what its row held: the bits of adding two whole gradients.
void add_token_sums(const TokenRows& rows, const float* dy, long c, float* dwte) {
  std::vector<int32_t> present(rows.tokens, rows.tokens + rows.n);
  std::sort(present.begin(), present.end());
  present.erase(std::unique(present.begin(), present.end()), present.end());
  const long count = static_cast<long>(present.size());
  const Scratch<float> held(static_cast<size_t>(count * c));
  gather_rows(dwte, present.data(), count, c, held.p);
  for (const int32_t token : present) std::memset(dwte + token * c, 0, static_cast<size_t>(c) * 4);
  add_rows(dy, rows.tokens, rows.n, c, dwte);
  add_rows(held.p, present.data(), count, c, dwte);
}
} // namespace

void embed_backward(const TokenRows& rows, const float* dy, long c, long v, long ctx, float* dwte, float* dwpe,
                    bool add_to_wte) {
  if (add_to_wte) {
    add_token_sums(rows, dy, c, dwte);
  } else {
    zero(dwte, v * c);
    add_rows(dy, rows.tokens, rows.n, c, dwte);
  }
  zero(dwpe, ctx * c);
  add_rows(dy, rows.positions, rows.n, c, dwpe);
}

void gather_rows(const float* x, const int32_t* index, long m, long c, float* y) {
  parallel_pieces(m, 64, [&](long i0, long i1, int) {
    for (long i = i0; i < i1; i++) std::memcpy(y + i * c, x + index[i] * c, static_cast<size_t>(c) * 4);
  });
}

void scatter_add_rows(const float* dy, const int32_t* index, long m, long c, float* y, long n) {
  zero(y, n * c);
  add_rows(dy, index, m, c, y);
}

void linear(const Linear& l) {
  const OperandRows x(l.n, l.k);
  to_operand(l.x, l.n, l.k, x.data(), x.ld);
  const WeightPack w(-1, 0, 0, l.w, l.k, l.m, false);
  Gemm g;
  g.a = x.data(), g.lda = x.ld, g.b = w.p;
  g.m = l.n, g.n = l.m, g.k = l.k;
  g.bias = l.bias;
  if (l.gelu) g.activation = Activation::gelu, g.pre = l.pre, g.ldpre = l.m;
  g.residual = l.residual, g.ldres = l.m;
  g.c = l.y, g.ldc = l.m;
  product(g);
}

void linear_backward(const LinearGradient& l) {
  const OperandRows x(l.n, l.k), dy(l.n, l.m);
  const float* slope = l.dy;
  const Scratch<float> through(l.gelu ? static_cast<size_t>(l.n * l.m) : 1);
  if (l.gelu) {
    parallel_pieces(l.n * l.m, kFlat, [&](long i0, long i1, int) {
      engine.k->gelu_backward(l.pre + i0, l.dy + i0, through.p + i0, i1 - i0);
    });
    slope = through;
  }
  to_operand(l.x, l.n, l.k, x.data(), x.ld);
  to_operand(slope, l.n, l.m, dy.data(), dy.ld);
  weight_gradient(x, dy, l.n, l.k, l.m, l.dw, l.dbias);
  if (!l.dx) return;
  const WeightPack w(-1, 0, 0, l.w, l.k, l.m, true);
  Gemm g;
  g.a = dy.data(), g.lda = dy.ld, g.b = w.p;
  g.m = l.n, g.n = l.k, g.k = l.m;
  g.c = l.dx, g.ldc = l.k;
  product(g);
}

namespace {
// Many arrays as one list of pieces: those of a small network are a piece each, and one region per array gave every one
// of them to the thread that calls.
struct Piece {
  size_t array;
  long begin, end;
};
template <class F> void parallel_arrays(const std::vector<long>& lengths, F&& f) {
  std::vector<Piece> pieces;
  for (size_t a = 0; a < lengths.size(); a++)
    for (long i = 0; i < lengths[a]; i += kFlat) pieces.push_back({a, i, i + kFlat < lengths[a] ? i + kFlat : lengths[a]});
  parallel(static_cast<long>(pieces.size()), [&](long i, int) { f(pieces[static_cast<size_t>(i)], i); });
}
} // namespace

void adamw(const AdamwArrays& x, const Adamw& a) {
  parallel_arrays(x.lengths, [&](const Piece& piece, long) {
    const long i = piece.begin;
    engine.k->adamw({x.p[piece.array] + i, x.m[piece.array] + i, x.v[piece.array] + i, x.g[piece.array] + i,
                     piece.end - i, a.beta1, a.beta2, a.step_size, a.root_scale, a.epsilon, a.keep, a.grad_scale});
  });
}

// Per array and over the arrays in their order, so that the sum is one of the arrays alone.
double sum_squares(const std::vector<float*>& arrays, const std::vector<long>& lengths) {
  long pieces = 0;
  for (const long n : lengths) pieces += (n + kFlat - 1) / kFlat;
  const Scratch<double> part(static_cast<size_t>(pieces) + 1);
  parallel_arrays(lengths, [&](const Piece& piece, long at) {
    part.p[at] = engine.k->sum_squares(arrays[piece.array] + piece.begin, piece.end - piece.begin);
  });
  double total = 0;
  long at = 0;
  for (const long n : lengths) {
    double sum = 0;
    for (long i = 0; i < n; i += kFlat) sum += part.p[at++];
    total += sum;
  }
  return total;
}

void scale(const std::vector<float*>& arrays, const std::vector<long>& lengths, float factor) {
  parallel_arrays(lengths, [&](const Piece& piece, long) {
    engine.k->scale(arrays[piece.array] + piece.begin, piece.end - piece.begin, factor);
  });
}

void matmul(const float* a, const float* b, bool ta, bool tb, long m, long n, long k, float* c) {
  const bool in_place = ta && !engine.bf; // floats are read as they lie
  const OperandRows rows(in_place ? 0 : m, k);
  if (in_place) {
  } else if (!ta) {
    to_operand(a, m, k, rows.data(), rows.ld);
  } else {
    const OperandRows source(k, m);
    to_operand(a, k, m, source.data(), source.ld);
    parallel_pieces(m, 16, [&](long j0, long j1, int) {
      engine.op().transpose(source.data(), source.ld, k, j0, j1, rows.data(), rows.ld);
    });
  }
  const Bytes panels(engine.packed_bytes(k, n));
  pack(b, tb, k, n, panels.p);
  Gemm g;
  if (in_place) g.a = a, g.lda = m, g.a_by_columns = true;
  else g.a = rows.data(), g.lda = rows.ld;
  g.b = panels.p;
  g.m = m, g.n = n, g.k = k;
  g.c = c, g.ldc = n;
  product(g);
}

} // namespace rlhf
