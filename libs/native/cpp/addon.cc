// The addon's door: which engine runs, its memory, and the registration of everything else.
#include "bindings.h"
#include "engine.h"
#include "linear.h"
#include "mapping.h"
#include "threads.h"
#include <cstring>

namespace rlhf {
namespace {

// configure(instructionSet | "auto", "float32" | "bfloat16" | "auto", threads) -> instruction set
napi_value configure(Arguments& a) {
  const std::string isa = a.text(), precision = a.text();
  const long count = a.integer();
  const Kernels* k = isa == "auto" ? best_kernels() : kernels_named(isa.c_str());
  if (!k) throw BadArgument("instruction set " + isa + ": expected one this CPU runs; leave it to auto");
  if (precision == "bfloat16" && !k->has_bf16)
    throw BadArgument("precision bfloat16: expected a CPU with AVX512-BF16 or AMX, running on " + std::string(k->name) +
                      "; use float32");
  if (count < 1 || count > 1024) throw BadArgument("threads: expected 1 to 1024, got " + std::to_string(count));
  forget_all_weights();
  engine = {k, precision == "bfloat16" || (precision == "auto" && k->has_bf16)};
  if (threads() != count) set_threads(static_cast<int>(count));
  return make_text(a.env(), k->name);
}

// state() -> { instructionSet, precision, threads }
napi_value state(Arguments& a) {
  napi_value o;
  napi_create_object(a.env(), &o);
  napi_set_named_property(a.env(), o, "instructionSet", make_text(a.env(), engine.k->name));
  napi_set_named_property(a.env(), o, "precision", make_text(a.env(), engine.bf ? "bfloat16" : "float32"));
  napi_set_named_property(a.env(), o, "threads", make_number(a.env(), threads()));
  return o;
}

// instructionSets() -> names that run on this CPU, best first
napi_value instruction_sets(Arguments& a) {
  napi_value list;
  napi_create_array(a.env(), &list);
  uint32_t count = 0;
  for (int i = 0; i < kAllKernelsCount; i++)
    if (kernels_named(kAllKernels[i]->name))
      napi_set_element(a.env(), list, count++, make_text(a.env(), kAllKernels[i]->name));
  return list;
}

// allocate(elements) -> Float32Array on pooled memory; the block returns to the pool when the array is collected
napi_value allocate(Arguments& a) {
  const long count = a.integer();
  const size_t bytes = static_cast<size_t>(count) * 4;
  void* p = pool_take(bytes);
  napi_value buffer, array;
  const auto give = [](napi_env, void* data, void*) { pool_give(data); };
  if (napi_create_external_arraybuffer(a.env(), p, bytes, give, nullptr, &buffer) != napi_ok) {
    pool_give(p);
    throw std::runtime_error("native: this Node refuses external array buffers");
  }
  napi_create_typedarray(a.env(), napi_float32_array, static_cast<size_t>(count), buffer, 0, &array);
  return array;
}

// mapFile(file descriptor, bytes) -> ArrayBuffer that must not be written; unmapped when it is collected
napi_value map_to_buffer(Arguments& a) {
  const int file = static_cast<int>(a.integer());
  const size_t bytes = static_cast<size_t>(a.integer());
  void* p = map_file(file, bytes);
  napi_value buffer;
  const auto unmap = [](napi_env, void* data, void*) { unmap_file(data); };
  if (napi_create_external_arraybuffer(a.env(), p, bytes, unmap, nullptr, &buffer) != napi_ok) {
    unmap_file(p);
    throw std::runtime_error("native: this Node refuses external array buffers");
  }
  return buffer;
}

// memory() -> pool counters in bytes
napi_value memory(Arguments& a) {
  const PoolStats s = pool_stats();
  napi_value o;
  napi_create_object(a.env(), &o);
  const auto put = [&](const char* name, size_t x) {
    napi_set_named_property(a.env(), o, name, make_number(a.env(), static_cast<double>(x)));
  };
  put("inUse", s.in_use);
  put("peakInUse", s.peak_in_use);
  put("held", s.held);
  put("systemAllocations", s.system_allocations);
  put("requests", s.requests);
  return o;
}

// trim() -> bytes given back to the system
napi_value trim(Arguments& a) { return make_number(a.env(), static_cast<double>(pool_trim())); }

} // namespace

static napi_value init(napi_env env, napi_value exports) {
  define<configure>(env, exports, "configure");
  define<state>(env, exports, "state");
  define<instruction_sets>(env, exports, "instructionSets");
  define<allocate>(env, exports, "allocate");
  define<map_to_buffer>(env, exports, "mapFile");
  define<memory>(env, exports, "memory");
  define<trim>(env, exports, "trim");
  define_ops(env, exports);
  define_logprobs(env, exports);
  define_models(env, exports);
  return exports;
}

} // namespace rlhf

extern "C" NAPI_MODULE_EXPORT napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  return rlhf::init(env, exports);
}
extern "C" NAPI_MODULE_EXPORT int32_t node_api_module_get_api_version_v1() { return 8; }
