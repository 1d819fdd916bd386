// Runs every driver on awkward shapes with blocks of exact size, for AddressSanitizer and UBSan (see asan.mjs).
// Values are checked only roughly here (finite, products against float64); exactness is the TypeScript tests' work.
#include "../decoder.h"
#include "../divergence.h"
#include "../logprobs.h"
#include "../ops.h"
#include "../threads.h"
#include "../trunk.h"
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>

using namespace rlhf;

namespace {

std::mt19937 source(1);
std::vector<float> floats(long n, float scale = 1) {
  std::uniform_real_distribution<float> d(-scale, scale);
  std::vector<float> x(static_cast<size_t>(n));
  for (float& v : x) v = d(source);
  return x;
}
long between(long a, long b) { return std::uniform_int_distribution<long>(a, b)(source); }

void require(bool good, const char* what) {
  if (good) return;
  std::fprintf(stderr, "%s %s: %s\n", engine.k->name, engine.bf ? "bfloat16" : "float32", what);
  std::exit(1);
}
void require_finite(const std::vector<float>& x, const char* what) {
  for (const float v : x) require(std::isfinite(v), what);
}

void products() {
  for (int i = 0; i < 60; i++) {
    const long m = between(1, 70), n = between(1, 70), k = between(1, 90);
    const bool ta = between(0, 1), tb = between(0, 1);
    const auto a = floats(m * k), b = floats(k * n);
    std::vector<float> c(static_cast<size_t>(m * n));
    matmul(a.data(), b.data(), ta, tb, m, n, k, c.data());
    const long r = between(0, m - 1), s = between(0, n - 1);
    double want = 0, size = 0;
    for (long x = 0; x < k; x++) {
      const double t = static_cast<double>(a[static_cast<size_t>(ta ? x * m + r : r * k + x)]) *
                       b[static_cast<size_t>(tb ? s * k + x : x * n + s)];
      want += t, size += std::fabs(t);
    }
    require(std::fabs(want - c[static_cast<size_t>(r * n + s)]) <= (engine.bf ? 1e-2 : 1e-5) * size, "product");
  }
}

void layers() {
  for (const long c : {1L, 7L, 16L, 33L, 64L}) {
    const long n = between(1, 40), m = between(1, 40);
    const auto x = floats(n * c), w = floats(c * m), b = floats(m), res = floats(n * m), lw = floats(c), dn = floats(n * c);
    std::vector<float> y(static_cast<size_t>(n * m)), pre(y), dx(static_cast<size_t>(n * c)), dw(static_cast<size_t>(c * m)), db(b);
    linear({x.data(), w.data(), b.data(), res.data(), true, n, c, m, y.data(), pre.data()});
    linear_backward({x.data(), w.data(), y.data(), pre.data(), true, n, c, m, dx.data(), dw.data(), db.data()});
    require_finite(y, "linear"), require_finite(dx, "linear dx"), require_finite(dw, "linear dw");
    std::vector<float> mean(static_cast<size_t>(n)), rstd(mean), gw(static_cast<size_t>(c)), gb(gw), yn(dx);
    layer_norm(x.data(), lw.data(), lw.data(), n, c, yn.data(), nullptr, 0, mean.data(), rstd.data());
    layer_norm_backward(x.data(), lw.data(), mean.data(), rstd.data(), dn.data(), n, c, dx.data(), false, gw.data(), gb.data());
    require_finite(dx, "layer norm");
    std::vector<float> p = floats(c), g = floats(c), mm = floats(c), v(static_cast<size_t>(c), 0.5f);
    adamw({{p.data()}, {mm.data()}, {v.data()}, {g.data()}, {c}}, {0.9f, 0.999f, 1e-3f, 1, 1e-8f, 1, 1});
    require_finite(p, "adamw");
  }
}

void log_probabilities() {
  for (const long v : {2L, 17L, 512L, 5000L}) {
    const long m = between(1, 9), c = between(1, 40);
    const auto hidden = floats(m * c), wte = floats(v * c);
    std::vector<int32_t> targets(static_cast<size_t>(m));
    for (int32_t& t : targets) t = static_cast<int32_t>(between(0, v - 1));
    std::vector<float> lp(static_cast<size_t>(m)), h(lp), lse(lp), dl = floats(m), de = floats(m);
    std::vector<float> dh(static_cast<size_t>(m * c)), dw(static_cast<size_t>(v * c));
    TokenLogprobs a{hidden.data(), wte.data(), targets.data(), m, c, v, 0.7f};
    a.logprobs = lp.data(), a.entropy = h.data(), a.lse = lse.data();
    a.dlogprobs = dl.data(), a.dentropy = de.data(), a.dhidden = dh.data(), a.dwte = dw.data();
    token_logprobs(a);
    token_logprobs_backward(a);
    const auto others = floats(v * c);
    std::vector<float> lq(lp), kl(lp);
    TokenDivergence d{{hidden.data(), wte.data(), -1, 0, lp.data()}, {hidden.data(), others.data(), -1, 0, lq.data()},
                      targets.data(), m, c, v, 0.7f, h.data(), kl.data()};
    token_divergence(d);
    require_finite(kl, "divergence");
    require_finite(lp, "log-probabilities"), require_finite(dh, "d hidden"), require_finite(dw, "d wte");
  }
}

void models() {
  const GptShape s{2, 3, 15, 24, 19};
  std::vector<long> sizes = {s.v * s.c, s.ctx * s.c};
  for (long l = 0; l < s.layers; l++)
    for (const long n : {s.c, s.c, 3 * s.c * s.c, 3 * s.c, s.c * s.c, s.c, s.c, s.c, 4 * s.c * s.c, 4 * s.c, 4 * s.c * s.c, s.c})
      sizes.push_back(n);
  sizes.push_back(s.c), sizes.push_back(s.c);
  std::vector<std::vector<float>> values, grads;
  Weights w{7, 1, {}};
  std::vector<float*> dw;
  for (const long n : sizes) values.push_back(floats(n, 0.3f)), grads.emplace_back(static_cast<size_t>(n));
  for (auto& x : values) w.arrays.push_back(x.data());
  for (auto& x : grads) dw.push_back(x.data());
  const std::vector<int32_t> tokens = {1, 2, 3, 18, 5, 6}, positions = {0, 1, 2, 0, 0, 1}, offsets = {0, 3, 4, 6};
  const TokenRows rows{tokens.data(), positions.data(), offsets.data(), 3, 6};
  std::vector<float> hidden(static_cast<size_t>(rows.n * s.c));
  const Places wanted[] = {{}, {.all = false, .at = {1, 2, 5}}, {.all = false, .at = {}}};
  for (const Keep keep : {Keep::everything, Keep::inputs, Keep::nothing})
    for (const Places& places : wanted) {
      Trunk trunk(s, rows.n, rows.b, keep, places);
      trunk_forward(trunk, w, rows, hidden.data());
      require_finite(hidden, "trunk");
      if (keep != Keep::nothing) trunk_backward(trunk, w, rows, hidden.data(), dw, !places.all);
    }
  for (const auto& g : grads) require_finite(g, "trunk gradient");
  for (const long top_k : {0L, 4L}) {
    Decoder d(s, w, 3, 20);
    Sampling sampling;
    sampling.top_k = top_k, sampling.eos = 3, sampling.counters.assign(9, 5);
    d.start(rows, sampling, 17, top_k > 0);
    while (d.advance(4) > 0) {}
    require_finite(d.logprobs, "draws");
  }
  forget_weights(w.id);
}

} // namespace

int main() {
  for (int i = 0; i < kAllKernelsCount; i++) {
    const Kernels* k = kernels_named(kAllKernels[i]->name);
    if (!k) continue;
    for (int bf = 0; bf <= (k->has_bf16 ? 1 : 0); bf++) {
      engine = {k, bf == 1};
      set_threads(1 + i % 2);
      products(), layers(), log_probabilities(), models();
      std::printf("%s %s: clean\n", k->name, bf ? "bfloat16" : "float32");
    }
  }
  set_threads(1);
}
