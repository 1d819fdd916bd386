// Trunks and decoders for JavaScript. Handles are externals that free themselves when collected.
#include "bindings.h"
#include "decoder.h"
#include "trunk.h"
#include <algorithm>
#include <memory>

namespace rlhf {
namespace {

template <class T> struct Handle {
  std::unique_ptr<T> value;
  T& get() const {
    if (!value) throw BadArgument("native: this handle was released already");
    return *value;
  }
};

template <class T> napi_value make_handle(napi_env env, std::unique_ptr<T> value) {
  auto* handle = new Handle<T>{std::move(value)};
  napi_value v;
  napi_create_external(env, handle, [](napi_env, void* p, void*) { delete static_cast<Handle<T>*>(p); }, nullptr, &v);
  return v;
}

template <class T> Handle<T>& handle_of(Arguments& a) { return *static_cast<Handle<T>*>(a.external()); }

GptShape shape_of(Arguments& a) {
  GptShape s{};
  s.layers = a.integer(), s.heads = a.integer(), s.c = a.integer(), s.ctx = a.integer(), s.v = a.integer();
  if (s.heads < 1 || s.c < 1 || s.c % s.heads != 0) throw BadArgument("native: expected heads to divide the width");
  return s;
}

void check_sizes(const GptShape& s, const std::vector<long>& got, const char* what) {
  std::vector<long> want = {s.v * s.c, s.ctx * s.c};
  for (long l = 0; l < s.layers; l++) {
    const long c = s.c;
    for (const long n : {c, c, 3 * c * c, 3 * c, c * c, c, c, c, 4 * c * c, 4 * c, 4 * c * c, c}) want.push_back(n);
  }
  want.push_back(s.c);
  want.push_back(s.c);
  if (got != want) throw BadArgument(std::string("native: ") + what + ": expected the arrays of this shape of GPT");
}

Weights weights_of(Arguments& a, const GptShape& s) {
  Weights w;
  w.id = a.whole(), w.version = a.whole();
  std::vector<long> lengths;
  for (float* p : a.float_arrays(lengths)) w.arrays.push_back(p);
  check_sizes(s, lengths, "weights");
  return w;
}

TokenRows rows_of(Arguments& a, const GptShape& s) {
  TokenRows r{};
  r.n = a.length_of_next();
  r.tokens = a.ints(0), r.positions = a.ints(r.n);
  r.b = a.length_of_next() - 1;
  r.offsets = a.ints(1);
  bool good = r.offsets[0] == 0 && r.offsets[r.b] == r.n;
  for (long i = 0; i < r.b; i++) good = good && r.offsets[i] <= r.offsets[i + 1];
  for (long i = 0; i < r.n; i++)
    good = good && r.tokens[i] >= 0 && r.tokens[i] < s.v && r.positions[i] >= 0 && r.positions[i] < s.ctx;
  if (!good) throw BadArgument("native: rows: expected rising offsets and tokens and positions inside the model");
  return r;
}

// Which tokens' hidden states are wanted: null means all.
Places places_of(Arguments& a, const TokenRows& rows) {
  if (a.skip_null()) return {};
  const long m = a.length_of_next();
  const int32_t* at = a.ints(0);
  bool good = true;
  for (long i = 0; i < m; i++) good = good && at[i] >= (i > 0 ? at[i - 1] + 1 : 0) && at[i] < rows.n;
  if (!good) throw BadArgument("native: places: expected them to rise, inside the rows");
  return {.all = false, .at = {at, at + m}};
}

// gptTrunkForward(shape x 5, id, version, weights, tokens, positions, offsets, places | null,
//                 keep: 0 nothing | 1 everything | 2 inputs, hidden) -> handle | undefined
napi_value forward(Arguments& a) {
  const GptShape s = shape_of(a);
  const Weights w = weights_of(a, s);
  const TokenRows rows = rows_of(a, s);
  Places places = places_of(a, rows);
  const auto keep = static_cast<Keep>(a.integer());
  if (keep > Keep::inputs) throw BadArgument("native: forward: expected to keep nothing, everything or inputs");
  auto trunk = std::make_unique<Trunk>(s, rows.n, rows.b, keep, std::move(places));
  float* hidden = a.floats(trunk->m * s.c);
  trunk_forward(*trunk, w, rows, hidden);
  return keep != Keep::nothing ? make_handle(a.env(), std::move(trunk)) : nullptr;
}

// gptTrunkBackward(shape x 5, id, version, weights, tokens, positions, offsets, handle, dhidden, dweights, addToWte)
napi_value backward(Arguments& a) {
  const GptShape s = shape_of(a);
  const Weights w = weights_of(a, s);
  const TokenRows rows = rows_of(a, s);
  Handle<Trunk>& handle = handle_of<Trunk>(a);
  Trunk& trunk = handle.get();
  const float* dhidden = a.floats(trunk.m * s.c);
  std::vector<long> lengths;
  const std::vector<float*> dweights = a.float_arrays(lengths);
  check_sizes(s, lengths, "gradients");
  const bool add_to_wte = a.flag();
  if (trunk.n != rows.n || trunk.b != rows.b || trunk.shape.c != s.c || trunk.shape.layers != s.layers)
    throw BadArgument("native: backward: expected the rows and shape of the forward that made this handle");
  trunk_backward(trunk, w, rows, dhidden, dweights, add_to_wte);
  handle.value.reset();
  return nullptr;
}

napi_value release(Arguments& a) {
  handle_of<Trunk>(a).value.reset();
  return nullptr;
}

napi_value forget(Arguments& a) {
  forget_weights(a.whole());
  return nullptr;
}

// decoderCreate(shape x 5, id, version, weights, maxRows, maxTokens) -> handle; the caller keeps the weights alive
napi_value create(Arguments& a) {
  const GptShape s = shape_of(a);
  const Weights w = weights_of(a, s);
  const long rows = a.integer(), tokens = a.integer();
  return make_handle(a.env(), std::make_unique<Decoder>(s, w, rows, tokens));
}

TokenRows prompt_of(Arguments& a, const Decoder& d) {
  const TokenRows rows = rows_of(a, d.shape);
  if (rows.b > d.max_rows || rows.longest() > d.max_tokens)
    throw BadArgument("native: decoder: expected at most " + std::to_string(d.max_rows) + " rows of at most " +
                      std::to_string(d.max_tokens) + " tokens");
  for (long i = 0; i < rows.b; i++)
    if (rows.offsets[i] == rows.offsets[i + 1]) throw BadArgument("native: decoder: expected at least one token per row");
  return rows;
}

napi_value prefill(Arguments& a) {
  Decoder& d = handle_of<Decoder>(a).get();
  const TokenRows rows = prompt_of(a, d);
  d.prefill(rows, a.floats(rows.b * d.shape.v));
  return nullptr;
}

napi_value step(Arguments& a) {
  Decoder& d = handle_of<Decoder>(a).get();
  const long count = a.length_of_next();
  const int32_t *rows = a.ints(0), *tokens = a.ints(count);
  std::vector<bool> seen(d.row.size());
  for (long i = 0; i < count; i++) {
    if (rows[i] < 0 || rows[i] >= static_cast<long>(d.row.size()) || seen[static_cast<size_t>(rows[i])])
      throw BadArgument("native: decoder: expected each row once, of those that were filled");
    seen[static_cast<size_t>(rows[i])] = true;
    const long length = d.row[static_cast<size_t>(rows[i])].length;
    if (tokens[i] < 0 || tokens[i] >= d.shape.v || length >= d.max_tokens || length >= d.shape.ctx)
      throw BadArgument("native: decoder: expected a known token and room in the cache");
  }
  d.step(rows, tokens, count, a.floats(count * d.shape.v));
  return nullptr;
}

// decoderStart(handle, tokens, positions, offsets, temperature, topK, topP, eosId, key, counters, maxNewTokens,
//              keepStates)
napi_value start(Arguments& a) {
  Decoder& d = handle_of<Decoder>(a).get();
  const TokenRows rows = prompt_of(a, d);
  Sampling s;
  s.temperature = static_cast<float>(a.number());
  s.top_k = a.integer(), s.top_p = a.number(), s.eos = static_cast<int32_t>(a.whole());
  const uint32_t* key = a.words(2);
  s.key[0] = key[0], s.key[1] = key[1];
  const uint32_t* counters = a.words(3 * rows.b);
  s.counters.assign(counters, counters + 3 * rows.b);
  const long max_new = a.integer();
  const long needed = rows.longest() + max_new - 1; // the last token drawn is never fed back
  if (needed > d.max_tokens || needed > d.shape.ctx)
    throw BadArgument("native: decoder: expected prompt and new tokens to fit the cache and the context");
  d.start(rows, s, max_new, a.flag());
  return nullptr;
}

napi_value advance(Arguments& a) {
  Decoder& d = handle_of<Decoder>(a).get();
  return make_number(a.env(), static_cast<double>(d.advance(a.integer())));
}

napi_value collect(Arguments& a) {
  const Decoder& d = handle_of<Decoder>(a).get();
  const long rows = static_cast<long>(d.row.size());
  int32_t* tokens = a.ints(rows * d.max_new);
  float* logprobs = a.floats(rows * d.max_new);
  int32_t* lengths = a.ints(rows);
  uint8_t* finished = a.bytes(rows);
  float* states = a.floats_or_null(static_cast<long>(d.states.size()));
  for (size_t i = 0; i < d.tokens.size(); i++) tokens[i] = d.tokens[i], logprobs[i] = d.logprobs[i];
  if (states) std::copy(d.states.begin(), d.states.end(), states);
  for (size_t r = 0; r < d.row.size(); r++) {
    lengths[r] = static_cast<int32_t>(d.row[r].generated);
    finished[r] = d.row[r].finished;
  }
  return nullptr;
}

napi_value dispose(Arguments& a) {
  handle_of<Decoder>(a).value.reset();
  return nullptr;
}

} // namespace

void define_models(napi_env env, napi_value exports) {
  define<forward>(env, exports, "gptTrunkForward");
  define<backward>(env, exports, "gptTrunkBackward");
  define<release>(env, exports, "trunkRelease");
  define<forget>(env, exports, "forgetWeights");
  define<create>(env, exports, "decoderCreate");
  define<prefill>(env, exports, "decoderPrefill");
  define<step>(env, exports, "decoderStep");
  define<start>(env, exports, "decoderStart");
  define<advance>(env, exports, "decoderAdvance");
  define<collect>(env, exports, "decoderCollect");
  define<dispose>(env, exports, "decoderDispose");
}

} // namespace rlhf
