// Generation with a key-value cache. Keys are cached transposed, so a cached step runs the training forward's `attend`
// on the same numbers; products treat a step's rows as any rows. Finished rows leave the batch.
// The cache is float32: in bfloat16 a step would differ from the float forward in the last bits of every score.
#include "decoder.h"
#include "logprobs.h"
#include "threads.h"
#include <cstring>

namespace rlhf {

Decoder::Decoder(const GptShape& s, const Weights& w, long rows, long tokens_per_row)
    : shape(s), weights(w), max_rows(rows), max_tokens(tokens_per_row), d(s.c / s.heads),
      ldt(round_up(tokens_per_row, 16)), ldp(round_up(s.c / s.heads, 16)),
      cache(static_cast<size_t>(s.layers * rows * s.heads * (d * ldt + ldt * ldp)) * 4) {}

Decoder::~Decoder() = default;

float* Decoder::keys(long layer, long r, long head) const {
  return reinterpret_cast<float*>(cache.p) + ((layer * max_rows + r) * shape.heads + head) * (d * ldt + ldt * ldp);
}

namespace {
// Token t's key and value into one head's cache; unused lanes of a value stay zero.
void put_token(const float* k, const float* v, long d, long t, float* keys, long ldt, float* values, long ldp) {
  for (long x = 0; x < d; x++) keys[x * ldt + t] = k[x];
  std::memcpy(values + t * ldp, v, static_cast<size_t>(d) * 4);
  std::memset(values + t * ldp + d, 0, static_cast<size_t>(ldp - d) * 4);
}
} // namespace

void Decoder::take(long layer, const float* qkv) {
  const long c = shape.c;
  parallel(filling->b * shape.heads, [&](long i, int) {
    const long r = i / shape.heads, head = i % shape.heads, start = filling->offsets[r];
    for (long t = 0; start + t < filling->offsets[r + 1]; t++) {
      const float* k = qkv + (start + t) * 3 * c + c + head * d;
      put_token(k, k + c, d, t, keys(layer, r, head), ldt, values(layer, r, head), ldp);
    }
  });
}

// Runs the prompts through the trunk; `hidden` receives each row's last state.
void Decoder::fill(const TokenRows& rows) {
  Places last{.all = false, .at = {}};
  row.assign(static_cast<size_t>(rows.b), {});
  for (long r = 0; r < rows.b; r++) {
    row[static_cast<size_t>(r)].length = rows.offsets[r + 1] - rows.offsets[r];
    last.at.push_back(rows.offsets[r + 1] - 1);
  }
  hidden.assign(static_cast<size_t>(rows.b * shape.c), 0);
  Trunk trunk(shape, rows.n, rows.b, Keep::nothing, std::move(last));
  filling = &rows;
  trunk_forward(trunk, weights, rows, hidden.data(), this);
  filling = nullptr;
}

void Decoder::logits_of(const float* hidden_rows, long count, float scale, float* logits) {
  const OperandRows h(count, shape.c);
  to_operand(hidden_rows, count, shape.c, h.data(), h.ld);
  Gemm g;
  g.a = h.data(), g.lda = h.ld;
  g.b = packed_weight(weights.id, weights.version, 0, weights.wte(), shape.v, shape.c, true);
  g.m = count, g.n = shape.v, g.k = shape.c;
  g.scale = scale;
  g.c = logits, g.ldc = shape.v;
  product(g);
}

void Decoder::prefill(const TokenRows& rows, float* logits) {
  fill(rows);
  logits_of(hidden.data(), rows.b, 1, logits);
}

void Decoder::attend_cached(long layer, const int32_t* rows, long count, const float* qkv, void* out, long ldo) {
  const long c = shape.c, room = ldt + ldp;
  const Scratch<float> scratch(static_cast<size_t>(room * threads()));
  parallel(count * shape.heads, [&](long i, int thread) {
    const long at = i / shape.heads, head = i % shape.heads, r = rows[at], t = row[static_cast<size_t>(r)].length;
    const float* q = qkv + at * 3 * c + head * d;
    float *kt = keys(layer, r, head), *v = values(layer, r, head);
    put_token(q + c, q + 2 * c, d, t, kt, ldt, v, ldp);
    float *scores = scratch.p + thread * room, *y = scores + ldt;
    engine.k->attend(q, kt, ldt, v, ldp, t + 1, d, scores, y, nullptr);
    const long es = static_cast<long>(engine.operand_bytes());
    engine.op().put(y, d, static_cast<char*>(out) + (at * ldo + head * d) * es);
  });
}

// One token for each listed row, through all layers. Same calls in the same order as trunk_forward.
void Decoder::forward(const int32_t* rows, const int32_t* token, long count, float* hidden_out) {
  const long c = shape.c;
  std::vector<int32_t> positions(static_cast<size_t>(count));
  for (long i = 0; i < count; i++)
    positions[static_cast<size_t>(i)] = static_cast<int32_t>(row[static_cast<size_t>(rows[i])].length);
  const Scratch<float> x(static_cast<size_t>(count * c)), mid(static_cast<size_t>(count * c));
  const Scratch<float> qkv(static_cast<size_t>(count * 3 * c));
  const OperandRows normed(count, c), attended(count, c), act(count, 4 * c);
  std::memset(attended.data(), 0, static_cast<size_t>(count * attended.ld) * engine.operand_bytes());
  std::memset(act.data(), 0, static_cast<size_t>(count * act.ld) * engine.operand_bytes());
  embed({token, positions.data(), nullptr, 0, count}, weights.wte(), weights.wpe(), c, x);
  for (long l = 0; l < shape.layers; l++) {
    const auto weight = [&](Weights::InLayer which) { return weights.packed(shape, l, which, false); };
    const auto at = [&](Weights::InLayer which) { return weights.at(l, which); };
    layer_norm(x, at(Weights::ln1_w), at(Weights::ln1_b), count, c, nullptr, normed.data(), normed.ld, nullptr, nullptr);
    layer_product({.x = normed, .packed = weight(Weights::qkv_w).p, .bias = at(Weights::qkv_b), .n = count, .k = c,
                   .m = 3 * c, .y = qkv});
    attend_cached(l, rows, count, qkv, attended.data(), attended.ld);
    layer_product({.x = attended, .packed = weight(Weights::proj_w).p, .bias = at(Weights::proj_b), .n = count, .k = c,
                   .m = c, .residual = x, .y = mid});
    layer_norm(mid, at(Weights::ln2_w), at(Weights::ln2_b), count, c, nullptr, normed.data(), normed.ld, nullptr,
               nullptr);
    layer_product({.x = normed, .packed = weight(Weights::fc_w).p, .bias = at(Weights::fc_b), .n = count, .k = c,
                   .m = 4 * c, .activation = Activation::gelu, .yo = act.data(), .ldyo = act.ld});
    layer_product({.x = act, .packed = weight(Weights::out_w).p, .bias = at(Weights::out_b), .n = count, .k = 4 * c,
                   .m = c, .residual = mid, .y = x});
  }
  layer_norm(x, weights.ln_f(0), weights.ln_f(1), count, c, hidden_out, nullptr, 0, nullptr, nullptr);
  for (long i = 0; i < count; i++) row[static_cast<size_t>(rows[i])].length++;
}

void Decoder::step(const int32_t* rows, const int32_t* token, long count, float* logits) {
  const Scratch<float> h(static_cast<size_t>(count * shape.c) + 1);
  forward(rows, token, count, h);
  logits_of(h, count, 1, logits);
}

void Decoder::start(const TokenRows& rows, const Sampling& s, long max_new_tokens, bool keep_states) {
  sampling = s;
  max_new = max_new_tokens;
  fill(rows);
  tokens.assign(static_cast<size_t>(rows.b * max_new), 0);
  logprobs.assign(static_cast<size_t>(rows.b * max_new), 0);
  states.assign(keep_states ? static_cast<size_t>(rows.b * max_new * shape.c) : 0, 0);
}

// Draws the next token of each live row from its last hidden state.
void Decoder::sample(const std::vector<int32_t>& live) {
  const long count = static_cast<long>(live.size()), c = shape.c;
  const Scratch<float> h(static_cast<size_t>(count * c)), logits(static_cast<size_t>(count * shape.v));
  for (long i = 0; i < count; i++)
    std::memcpy(h.p + i * c, hidden.data() + live[static_cast<size_t>(i)] * c, static_cast<size_t>(c) * 4);
  logits_of(h, count, 1.0f / sampling.temperature, logits);
  parallel(count, [&](long i, int) {
    const long r = live[static_cast<size_t>(i)];
    RowState& state = row[static_cast<size_t>(r)];
    if (!states.empty())
      std::memcpy(states.data() + (r * max_new + state.generated) * c, h.p + i * c, static_cast<size_t>(c) * 4);
    const Drawn drawn = draw(logits.p + i * shape.v, shape.v, sampling, uniform(sampling, r, state.generated));
    tokens[static_cast<size_t>(r * max_new + state.generated)] = drawn.token;
    logprobs[static_cast<size_t>(r * max_new + state.generated)] = drawn.logprob;
    state.generated++;
    state.finished = drawn.token == sampling.eos;
  });
}

long Decoder::advance(long steps) {
  std::vector<int32_t> live, last;
  const auto collect_live = [&] {
    live.clear();
    for (size_t r = 0; r < row.size(); r++)
      if (!row[r].finished && row[r].generated < max_new) live.push_back(static_cast<int32_t>(r));
  };
  collect_live();
  for (long s = 0; s < steps && !live.empty(); s++) {
    if (row[static_cast<size_t>(live[0])].generated > 0) { // the first token is drawn from the prompt's last state
      last.clear();
      for (const int32_t r : live)
        last.push_back(tokens[static_cast<size_t>(r * max_new + row[static_cast<size_t>(r)].generated - 1)]);
      const Scratch<float> h(live.size() * static_cast<size_t>(shape.c));
      forward(live.data(), last.data(), static_cast<long>(live.size()), h);
      for (size_t i = 0; i < live.size(); i++)
        std::memcpy(hidden.data() + live[i] * shape.c, h.p + static_cast<long>(i) * shape.c,
                    static_cast<size_t>(shape.c) * 4);
    }
    sample(live);
    collect_live();
  }
  return static_cast<long>(live.size());
}

} // namespace rlhf
