// Arguments of a Node-API call, taken one after the other and checked: a typed array that is too short or of another
// kind, or a number where an array belongs, is a TypeError before any kernel runs.
#pragma once
#define NAPI_VERSION 8
#include <cstdint>
#include <node_api.h>
#include <stdexcept>
#include <string>
#include <vector>

namespace rlhf {

struct BadArgument : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Arguments {
public:
  Arguments(napi_env env, napi_callback_info info);
  napi_env env() const { return env_; }

  float* floats(long need) { return static_cast<float*>(array(napi_float32_array, need, false)); }
  float* floats_or_null(long need) { return static_cast<float*>(array(napi_float32_array, need, true)); }
  int32_t* ints(long need) { return static_cast<int32_t*>(array(napi_int32_array, need, false)); }
  uint32_t* words(long need) { return static_cast<uint32_t*>(array(napi_uint32_array, need, false)); }
  uint8_t* bytes(long need) { return static_cast<uint8_t*>(array(napi_uint8_array, need, false)); }
  // An array of float arrays; lengths of each.
  std::vector<float*> float_arrays(std::vector<long>& lengths);
  long length_of_next() const; // of the typed array that comes next
  bool skip_null(); // whether null or undefined came next; anything else stays
  double number();
  long integer(); // >= 0
  int64_t whole(); // may be negative
  bool flag();
  std::string text();
  void* external();

private:
  napi_env env_;
  std::vector<napi_value> values_;
  size_t at_ = 0;
  napi_value next();
  bool is_null(napi_value v) const;
  void* array(napi_typedarray_type type, long need, bool may_be_null);
  [[noreturn]] void fail(const std::string& expected) const;
};

// Throws unless index[0 .. m) lie in [0, limit).
void check_index(const int32_t* index, long m, long limit, const char* what);

napi_value make_number(napi_env env, double x);
napi_value make_text(napi_env env, const char* x);

} // namespace rlhf
