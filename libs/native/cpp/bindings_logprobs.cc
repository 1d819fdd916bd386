// Log-probabilities for JavaScript.
#include "bindings.h"
#include "divergence.h"
#include "logprobs.h"

namespace rlhf {
namespace {

TokenLogprobs logprobs_of(Arguments& a) {
  TokenLogprobs t{};
  t.m = a.integer(), t.c = a.integer(), t.v = a.integer();
  t.temperature = static_cast<float>(a.number());
  t.weights_id = a.whole(), t.weights_version = a.whole();
  t.hidden = a.floats(t.m * t.c), t.wte = a.floats(t.v * t.c), t.targets = a.ints(t.m);
  check_index(t.targets, t.m, t.v, "targets");
  return t;
}

napi_value token_logprobs_forward(Arguments& a) {
  TokenLogprobs t = logprobs_of(a);
  t.logprobs = a.floats(t.m), t.entropy = a.floats(t.m), t.lse = a.floats(t.m);
  token_logprobs(t);
  return nullptr;
}

napi_value token_logprobs_gradient(Arguments& a) {
  TokenLogprobs t = logprobs_of(a);
  t.entropy = a.floats(t.m), t.lse = a.floats(t.m), t.dlogprobs = a.floats(t.m), t.dentropy = a.floats(t.m);
  t.dhidden = a.floats(t.m * t.c), t.dwte = a.floats(t.v * t.c);
  token_logprobs_backward(t);
  return nullptr;
}

TokenDivergence::Model model_of(Arguments& a, const TokenDivergence& t) {
  TokenDivergence::Model m{};
  m.weights_id = a.whole(), m.weights_version = a.whole();
  m.hidden = a.floats(t.m * t.c), m.wte = a.floats(t.v * t.c), m.logprobs = a.floats(t.m);
  return m;
}

// tokenDivergence(m, c, v, temperature, (id, version, hidden, wte, logprobs) x 2, targets, entropy, kl)
napi_value token_divergence_forward(Arguments& a) {
  TokenDivergence t{};
  t.m = a.integer(), t.c = a.integer(), t.v = a.integer();
  t.temperature = static_cast<float>(a.number());
  t.first = model_of(a, t), t.second = model_of(a, t);
  t.targets = a.ints(t.m);
  check_index(t.targets, t.m, t.v, "targets");
  t.entropy = a.floats(t.m), t.kl = a.floats(t.m);
  token_divergence(t);
  return nullptr;
}

} // namespace

void define_logprobs(napi_env env, napi_value exports) {
  define<token_logprobs_forward>(env, exports, "tokenLogprobsForward");
  define<token_logprobs_gradient>(env, exports, "tokenLogprobsBackward");
  define<token_divergence_forward>(env, exports, "tokenDivergence");
}

} // namespace rlhf
