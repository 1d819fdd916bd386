// Token log-probabilities with the vocabulary in blocks: the logits of a block of 512 tokens live in cache, are reduced to
// three numbers per row and forgotten; the backward computes them again. Nothing of size [M, V] exists.
// The backward takes 4096 tokens at a time, so that d hidden adds up in a fixed order while d wte is written once.
#include "logprobs.h"
#include "ops.h"
#include "threads.h"
#include <cmath>

namespace rlhf {

RowStats combine(const BlockStats* blocks, long count) {
  float top = blocks[0].max;
  for (long i = 1; i < count; i++) top = blocks[i].max > top ? blocks[i].max : top;
  double sum = 0, weighted = 0;
  for (long i = 0; i < count; i++) {
    const double f = std::exp(static_cast<double>(blocks[i].max) - top);
    sum += f * blocks[i].sum;
    weighted += f * blocks[i].sum_times_logit;
  }
  const double lse = top + std::log(sum);
  return {static_cast<float>(lse), static_cast<float>(lse - weighted / sum), lse};
}

Gemm logits(Rows hidden, const void* packed_wte, const HeadShape& s) {
  Gemm g;
  g.a = hidden.p, g.lda = hidden.ld, g.b = packed_wte;
  g.m = s.m, g.n = s.v, g.k = s.c;
  g.scale = 1.0f / s.temperature;
  return g;
}

void logits_block(const Gemm& whole, long r0, long r1, long v0, long v1, float* out, long ldc) {
  Gemm g = whole;
  const long es = static_cast<long>(engine.operand_bytes());
  g.a = static_cast<const char*>(whole.a) + r0 * whole.lda * es;
  g.b = static_cast<const char*>(whole.b) + v0 * engine.depth(g.k) * es;
  g.m = r1 - r0, g.n = v1 - v0;
  g.c = out, g.ldc = ldc;
  engine.op().gemm(g, 0, g.m, 0, (g.n + kPanel - 1) / kPanel);
}

namespace {

constexpr long kRowChunk = 128;    // rows of a block of logits held at once
constexpr long kSuperBlock = 4096; // tokens per pass of the backward
constexpr long kBackwardRows = 1024;

long min(long a, long b) { return a < b ? a : b; }

Gemm logits_of(const TokenLogprobs& a, Rows hidden, const void* packed_wte) {
  return logits(hidden, packed_wte, {a.m, a.c, a.v, a.temperature});
}

} // namespace

void token_logprobs(const TokenLogprobs& a) {
  if (a.m == 0) return;
  const OperandRows hidden(a.m, a.c);
  to_operand(a.hidden, a.m, a.c, hidden.data(), hidden.ld);
  const WeightPack wte(a.weights_id, a.weights_version, 0, a.wte, a.v, a.c, true);
  const Gemm g = logits_of(a, hidden, wte.p);
  const long blocks = (a.v + kVocabBlock - 1) / kVocabBlock, chunks = (a.m + kRowChunk - 1) / kRowChunk;
  const Scratch<BlockStats> stats(static_cast<size_t>(a.m * blocks));
  const Scratch<float> tile(static_cast<size_t>(threads()) * kRowChunk * kVocabBlock);
  parallel(blocks * chunks, [&](long i, int thread) {
    const long block = i / chunks, v0 = block * kVocabBlock, v1 = min(v0 + kVocabBlock, a.v);
    const long r0 = i % chunks * kRowChunk, r1 = min(r0 + kRowChunk, a.m);
    float* logits = tile.p + thread * kRowChunk * kVocabBlock;
    logits_block(g, r0, r1, v0, v1, logits, kVocabBlock);
    for (long r = r0; r < r1; r++) {
      const float* row = logits + (r - r0) * kVocabBlock;
      stats.p[r * blocks + block] = engine.k->block_stats(row, v1 - v0);
      if (a.targets[r] >= v0 && a.targets[r] < v1) a.logprobs[r] = row[a.targets[r] - v0];
    }
  });
  for (long r = 0; r < a.m; r++) {
    const RowStats s = combine(stats.p + r * blocks, blocks);
    a.lse[r] = s.lse;
    a.entropy[r] = s.entropy;
    a.logprobs[r] -= s.lse;
  }
}

namespace {

// One pass of the backward: rows [r0, r1), tokens [v0, v1).
struct Pass {
  long r0, r1, v0, v1;
  bool first_rows, first_tokens;
};

void backward_pass(const TokenLogprobs& a, const Gemm& g, const OperandRows& hidden, Pass p) {
  const long rows = p.r1 - p.r0, cols = p.v1 - p.v0, es = static_cast<long>(engine.operand_bytes());
  const OperandRows d(rows, cols);
  const long blocks = (cols + kVocabBlock - 1) / kVocabBlock, chunks = (rows + kRowChunk - 1) / kRowChunk;
  {
    const Scratch<float> tile(static_cast<size_t>(threads()) * kRowChunk * kVocabBlock);
    parallel(blocks * chunks, [&](long i, int thread) {
      const long v0 = i / chunks * kVocabBlock, v1 = min(v0 + kVocabBlock, cols);
      const long r0 = i % chunks * kRowChunk, r1 = min(r0 + kRowChunk, rows), at = p.r0 + r0;
      float* logits = tile.p + thread * kRowChunk * kVocabBlock;
      logits_block(g, at, p.r0 + r1, p.v0 + v0, p.v0 + v1, logits, kVocabBlock);
      Dlogits x{};
      x.logits = logits, x.ld = kVocabBlock, x.cols = v1 - v0, x.first = p.v0 + v0;
      x.targets = a.targets + at, x.lse = a.lse + at, x.entropy = a.entropy + at;
      x.dlogprobs = a.dlogprobs + at, x.dentropy = a.dentropy + at;
      x.inverse_temperature = 1.0f / a.temperature;
      x.out = static_cast<char*>(d.data()) + (r0 * d.ld + v0) * es, x.ldo = d.ld;
      x.padded = v1 == cols ? engine.depth(cols) - v0 : x.cols;
      engine.op().dlogits(x, 0, r1 - r0);
    });
  }
  const Rows h{static_cast<const char*>(hidden.data()) + p.r0 * hidden.ld * es, hidden.ld};
  weight_gradient(d, h, rows, cols, a.c, a.dwte + p.v0 * a.c, nullptr, !p.first_rows);
  const Bytes panels(engine.packed_bytes(cols, a.c));
  pack(a.wte + p.v0 * a.c, false, cols, a.c, panels.p);
  Gemm back;
  back.a = d.data(), back.lda = d.ld, back.b = panels.p;
  back.m = rows, back.n = a.c, back.k = cols;
  back.c = a.dhidden + p.r0 * a.c, back.ldc = a.c, back.accumulate = !p.first_tokens;
  product(back);
}

} // namespace

void token_logprobs_backward(const TokenLogprobs& a) {
  if (a.m == 0) return zero(a.dwte, a.v * a.c);
  const OperandRows hidden(a.m, a.c);
  to_operand(a.hidden, a.m, a.c, hidden.data(), hidden.ld);
  const WeightPack wte(a.weights_id, a.weights_version, 0, a.wte, a.v, a.c, true);
  const Gemm g = logits_of(a, hidden, wte.p);
  for (long v0 = 0; v0 < a.v; v0 += kSuperBlock)
    for (long r0 = 0; r0 < a.m; r0 += kBackwardRows)
      backward_pass(a, g, hidden,
                    {r0, min(r0 + kBackwardRows, a.m), v0, min(v0 + kSuperBlock, a.v), r0 == 0, v0 == 0});
}

} // namespace rlhf
