// A GPT-2 trunk forward and backward, in the manner of llm.c: every buffer has its place in one arena taken before the
// first layer, layers are plain sequences of calls, and what a matrix product will read is written as operand at once by
// the layer before it (layer norm, attention, GELU), so bfloat16 needs no conversion passes in the forward.
#include "trunk.h"
#include "mapping.h"
#include "threads.h"
#include <cstring>

namespace rlhf {

WeightPack Weights::packed(const GptShape& s, long layer, InLayer which, bool transposed, bool keep) const {
  const long in = which == out_w ? 4 * s.c : s.c;
  const long out = which == qkv_w ? 3 * s.c : which == fc_w ? 4 * s.c : s.c;
  return {id, version, index(layer, which), at(layer, which), in, out, transposed, keep};
}

void layer_product(const LayerProduct& p) {
  Gemm g;
  g.a = p.x.p, g.lda = p.x.ld, g.b = p.packed;
  g.m = p.n, g.n = p.m, g.k = p.k;
  g.bias = p.bias;
  g.activation = p.activation, g.slope = p.slope, g.ldslope = p.ldyo;
  g.residual = p.residual, g.ldres = p.m;
  g.c = p.y, g.ldc = p.m;
  g.co = p.yo, g.ldco = p.ldyo;
  product(g);
}

namespace {

// Hands out aligned pieces; with base null it only counts.
struct Carver {
  char* base;
  size_t used = 0;
  template <class T> T* take(size_t count) {
    const size_t at = used;
    used += (count * sizeof(T) + 63) / 64 * 64;
    return base ? reinterpret_cast<T*>(base + at) : nullptr;
  }
  void* operand(long rows, long k) {
    return take<char>(static_cast<size_t>(rows * engine.stride(k)) * engine.operand_bytes());
  }
};

// n tokens up to attention, m of them after it.
LayerActivations carve_layer(Carver& c, const GptShape& s, long n, long m) {
  const size_t rows = static_cast<size_t>(n), some = static_cast<size_t>(m), width = static_cast<size_t>(s.c);
  LayerActivations a{};
  a.x = c.take<float>(rows * width);
  a.mid = c.take<float>(some * width);
  a.qkv = c.take<float>(rows * width * 3);
  a.mean1 = c.take<float>(rows), a.rstd1 = c.take<float>(rows);
  a.mean2 = c.take<float>(some), a.rstd2 = c.take<float>(some);
  a.lse = c.take<float>(rows * static_cast<size_t>(s.heads));
  a.normed1 = c.operand(n, s.c);
  a.attended = c.operand(m, s.c);
  a.normed2 = c.operand(m, s.c);
  a.slope = c.operand(m, 4 * s.c);
  a.act = c.operand(m, 4 * s.c);
  return a;
}

// Layers share one place, all of it or all but their inputs, when not everything is kept.
size_t carve(Trunk& t, char* base) {
  Carver c{base};
  t.layer.clear();
  const size_t input = static_cast<size_t>(t.n * t.shape.c);
  LayerActivations shared{};
  if (t.keep != Keep::everything) shared = carve_layer(c, t.shape, t.n, t.n);
  for (long l = 0; l < t.shape.layers; l++) {
    t.layer.push_back(t.keep == Keep::everything ? carve_layer(c, t.shape, t.n, t.past_attention(l)) : shared);
    if (t.keep == Keep::inputs && l > 0) t.layer.back().x = c.take<float>(input);
  }
  t.last = t.keep == Keep::nothing ? shared.x : c.take<float>(input); // all tokens without a layer, else the places
  t.mean_f = c.take<float>(static_cast<size_t>(t.m));
  t.rstd_f = c.take<float>(static_cast<size_t>(t.m));
  return c.used;
}

} // namespace

Trunk::Trunk(const GptShape& s, long tokens, long rows, Keep what, Places wanted)
    : shape(s), n(tokens), b(rows), keep(what), places(std::move(wanted)),
      m(places.all ? n : static_cast<long>(places.at.size())), arena(carve(*this, nullptr)) {
  carve(*this, reinterpret_cast<char*>(arena.p));
}

namespace {

// Operand rows whose padding past column k must be zero; products write only the columns before it.
void clear_padding(void* p, long rows, long k) {
  const long ld = engine.stride(k), depth = engine.depth(k), es = static_cast<long>(engine.operand_bytes());
  if (depth == k) return;
  for (long i = 0; i < rows; i++)
    for (long j = k * es; j < depth * es; j++) static_cast<char*>(p)[i * ld * es + j] = 0;
}

// A pass over so many tokens packs weights for itself where they are not packed: against so many rows that is at most a
// twentieth of its time where it could have been saved, and no network needs a second copy of its weights, a training one
// no third.
constexpr long kPackOnce = 1024;

// Row at[i] of `from` to row i of `to`, which may be the same place: at[i] >= i.
void gather(const void* from, const std::vector<int32_t>& at, size_t row_bytes, void* to) {
  for (size_t i = 0; i < at.size(); i++)
    std::memmove(static_cast<char*>(to) + i * row_bytes,
                 static_cast<const char*>(from) + static_cast<size_t>(at[i]) * row_bytes, row_bytes);
}

// In place: row i of x moves to row at[i], the rest of the n rows become zero. Backwards: at[i] >= i, so no row is
// overwritten before it moved.
void spread(float* x, const std::vector<int32_t>& at, long n, long c) {
  const size_t row_bytes = static_cast<size_t>(c) * 4;
  long from = static_cast<long>(at.size()) - 1;
  for (long i = n - 1; i >= 0; i--) {
    if (from < 0 || at[static_cast<size_t>(from)] != i) std::memset(x + i * c, 0, row_bytes);
    else if (from == i) return; // this one and all before it lie where they belong
    else std::memcpy(x + i * c, x + from-- * c, row_bytes);
  }
}

// Attention of all tokens, of which the places alone go on.
void attention_at(const Trunk& t, const TokenRows& rows, long l, long ldc) {
  const GptShape& s = t.shape;
  const LayerActivations& a = t.layer[static_cast<size_t>(l)];
  Attention call{.qkv = a.qkv, .offsets = rows.offsets, .b = rows.b, .heads = s.heads, .c = s.c, .y = nullptr,
                 .yo = a.attended, .ldy = ldc, .lse = a.lse};
  if (!t.halved(l)) return attention(call);
  const OperandRows whole(t.n, s.c);
  clear_padding(whole.data(), t.n, s.c);
  call.yo = whole.data();
  attention(call);
  gather(whole.data(), t.places.at, static_cast<size_t>(ldc) * engine.operand_bytes(), a.attended);
}

// out null: activations alone, what leaves the layer is known.
void layer_forward(const Trunk& t, const Weights& w, const TokenRows& rows, long l, float* out, QkvSink* sink) {
  const GptShape& s = t.shape;
  const long n = t.n, c = s.c, ldc = engine.stride(c), ld4c = engine.stride(4 * c);
  const LayerActivations& a = t.layer[static_cast<size_t>(l)];
  const auto weight = [&](Weights::InLayer which) { return w.packed(s, l, which, false, n < kPackOnce); };
  layer_norm(a.x, w.at(l, Weights::ln1_w), w.at(l, Weights::ln1_b), n, c, nullptr, a.normed1, ldc, a.mean1, a.rstd1);
  layer_product({.x = {a.normed1, ldc}, .packed = weight(Weights::qkv_w).p, .bias = w.at(l, Weights::qkv_b),
                 .n = n, .k = c, .m = 3 * c, .y = a.qkv});
  if (sink) sink->take(l, a.qkv);
  attention_at(t, rows, l, ldc);
  const long m = t.past_attention(l);
  const Scratch<float> entered(t.halved(l) ? static_cast<size_t>(m * c) : 0);
  if (t.halved(l)) gather(a.x, t.places.at, static_cast<size_t>(c) * 4, entered.p);
  layer_product({.x = {a.attended, ldc}, .packed = weight(Weights::proj_w).p, .bias = w.at(l, Weights::proj_b),
                 .n = m, .k = c, .m = c, .residual = t.halved(l) ? entered.p : a.x, .y = a.mid});
  layer_norm(a.mid, w.at(l, Weights::ln2_w), w.at(l, Weights::ln2_b), m, c, nullptr, a.normed2, ldc, a.mean2, a.rstd2);
  layer_product({.x = {a.normed2, ldc}, .packed = weight(Weights::fc_w).p, .bias = w.at(l, Weights::fc_b),
                 .n = m, .k = c, .m = 4 * c, .activation = Activation::gelu, .slope = t.keep != Keep::nothing ? a.slope : nullptr,
                 .yo = a.act, .ldyo = ld4c});
  if (!out) return;
  layer_product({.x = {a.act, ld4c}, .packed = weight(Weights::out_w).p, .bias = w.at(l, Weights::out_b),
                 .n = m, .k = 4 * c, .m = c, .residual = a.mid, .y = out});
}

} // namespace

void trunk_forward(Trunk& t, const Weights& w, const TokenRows& rows, float* hidden, QkvSink* sink) {
  const long layers = t.shape.layers, c = t.shape.c;
  if (t.n == 0) return;
  float* x = layers > 0 ? t.layer[0].x : t.last;
  for (long l = 0; l < (t.keep == Keep::everything ? layers : (layers > 0 ? 1 : 0)); l++) {
    clear_padding(t.layer[static_cast<size_t>(l)].attended, t.past_attention(l), c);
    clear_padding(t.layer[static_cast<size_t>(l)].act, t.past_attention(l), 4 * c);
  }
  embed(rows, w.wte(), w.wpe(), c, x);
  done_reading(w.wte(), static_cast<size_t>(t.shape.v * c));
  for (long l = 0; l < layers; l++)
    layer_forward(t, w, rows, l, l + 1 < layers ? t.layer[static_cast<size_t>(l + 1)].x : t.last, sink);
  if (layers == 0 && !t.places.all) gather(t.last, t.places.at, static_cast<size_t>(c) * 4, t.last);
  layer_norm(t.last, w.ln_f(0), w.ln_f(1), t.m, c, hidden, nullptr, 0, t.mean_f, t.rstd_f);
}

namespace {

struct BackwardBuffers {
  const Trunk& t;
  Scratch<float> dx, dsmall;        // [N, C]: gradient of the residual stream; of what a layer norm or attention read
  OperandRows dxo, dact, dqkv;      // the same as operands: [N, C], [N, 4C], [N, 3C]
  explicit BackwardBuffers(const Trunk& trunk)
      : t(trunk), dx(static_cast<size_t>(t.n * t.shape.c)), dsmall(static_cast<size_t>(t.n * t.shape.c)),
        dxo(t.n, t.shape.c), dact(t.n, 4 * t.shape.c), dqkv(t.n, 3 * t.shape.c) {
    clear_padding(dact.data(), t.n, 4 * t.shape.c);
    clear_padding(dqkv.data(), t.n, 3 * t.shape.c);
  }
};

void layer_backward(BackwardBuffers& d, const Weights& w, const TokenRows& rows, long l,
                    const std::vector<float*>& dw) {
  const GptShape& s = d.t.shape;
  const long n = d.t.n, m = d.t.past_attention(l), c = s.c, ldc = engine.stride(c), ld4c = engine.stride(4 * c);
  const LayerActivations& a = d.t.layer[static_cast<size_t>(l)];
  const auto grad = [&](Weights::InLayer which) { return dw[static_cast<size_t>(Weights::index(l, which))]; };
  const auto weight = [&](Weights::InLayer which) { return w.packed(s, l, which, true, n < kPackOnce); };

  to_operand(d.dx, m, c, d.dxo.data(), d.dxo.ld);
  weight_gradient({a.act, ld4c}, d.dxo, m, 4 * c, c, grad(Weights::out_w), grad(Weights::out_b));
  layer_product({.x = d.dxo, .packed = weight(Weights::out_w).p, .bias = nullptr, .n = m, .k = c, .m = 4 * c,
                 .activation = Activation::times_slope, .slope = a.slope, .yo = d.dact.data(), .ldyo = d.dact.ld});
  weight_gradient({a.normed2, ldc}, d.dact, m, c, 4 * c, grad(Weights::fc_w), grad(Weights::fc_b));
  layer_product({.x = d.dact, .packed = weight(Weights::fc_w).p, .bias = nullptr, .n = m, .k = 4 * c, .m = c,
                 .y = d.dsmall});
  layer_norm_backward(a.mid, w.at(l, Weights::ln2_w), a.mean2, a.rstd2, d.dsmall, m, c, d.dx, true,
                      grad(Weights::ln2_w), grad(Weights::ln2_b));

  to_operand(d.dx, m, c, d.dxo.data(), d.dxo.ld);
  weight_gradient({a.attended, ldc}, d.dxo, m, c, c, grad(Weights::proj_w), grad(Weights::proj_b));
  layer_product({.x = d.dxo, .packed = weight(Weights::proj_w).p, .bias = nullptr, .n = m, .k = c, .m = c,
                 .y = d.dsmall});
  if (d.t.halved(l)) {
    spread(d.dx, d.t.places.at, n, c);
    spread(d.dsmall, d.t.places.at, n, c);
  }
  attention_backward({.qkv = a.qkv, .offsets = rows.offsets, .b = rows.b, .heads = s.heads, .c = c, .y = nullptr,
                      .yo = nullptr, .ldy = 0, .lse = a.lse, .dy = d.dsmall, .dqkv = nullptr,
                      .dqkvo = d.dqkv.data(), .ldo = d.dqkv.ld});
  weight_gradient({a.normed1, ldc}, d.dqkv, n, c, 3 * c, grad(Weights::qkv_w), grad(Weights::qkv_b));
  layer_product({.x = d.dqkv, .packed = weight(Weights::qkv_w).p, .bias = nullptr, .n = n, .k = 3 * c, .m = c,
                 .y = d.dsmall});
  layer_norm_backward(a.x, w.at(l, Weights::ln1_w), a.mean1, a.rstd1, d.dsmall, n, c, d.dx, true,
                      grad(Weights::ln1_w), grad(Weights::ln1_b));
}

} // namespace

void trunk_backward(Trunk& t, const Weights& w, const TokenRows& rows, const float* dhidden,
                    const std::vector<float*>& dweights, bool add_to_wte) {
  const GptShape& s = t.shape;
  BackwardBuffers d(t);
  layer_norm_backward(t.last, w.ln_f(0), t.mean_f, t.rstd_f, dhidden, t.m, s.c, d.dx, false,
                      dweights[dweights.size() - 2], dweights[dweights.size() - 1]);
  if (s.layers == 0 && !t.places.all) spread(d.dx, t.places.at, t.n, s.c);
  for (long l = s.layers - 1; l >= 0; l--) {
    const bool forgotten = t.keep == Keep::inputs && l + 1 < s.layers; // the last layer's are the last that were written
    if (forgotten) layer_forward(t, w, rows, l, nullptr, nullptr);
    layer_backward(d, w, rows, l, dweights);
  }
  embed_backward(rows, d.dx, s.c, s.v, s.ctx, dweights[0], dweights[1], add_to_wte);
}

} // namespace rlhf
