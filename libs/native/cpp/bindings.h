// How a C++ function becomes a JavaScript one: exceptions turn into JavaScript errors, none crosses the boundary.
#pragma once
#include "arguments.h"
#include "pool.h"

namespace rlhf {

using Binding = napi_value (*)(Arguments&);

template <Binding f> napi_value guarded(napi_env env, napi_callback_info info) {
  try {
    Arguments a(env, info);
    return f(a);
  } catch (const OutOfMemory& e) {
    const std::string message = std::to_string(e.bytes);
    napi_throw_error(env, "ERR_NATIVE_OUT_OF_MEMORY", message.c_str());
  } catch (const std::bad_alloc&) {
    napi_throw_error(env, "ERR_NATIVE_OUT_OF_MEMORY", "0");
  } catch (const BadArgument& e) {
    napi_throw_type_error(env, "ERR_NATIVE_ARGUMENT", e.what());
  } catch (const std::exception& e) {
    napi_throw_error(env, "ERR_NATIVE", e.what());
  }
  return nullptr;
}

template <Binding f> void define(napi_env env, napi_value exports, const char* name) {
  napi_value v;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, guarded<f>, nullptr, &v);
  napi_set_named_property(env, exports, name, v);
}

void define_ops(napi_env env, napi_value exports);      // bindings_ops.cc
void define_logprobs(napi_env env, napi_value exports); // bindings_logprobs.cc
void define_models(napi_env env, napi_value exports);   // bindings_models.cc

} // namespace rlhf
