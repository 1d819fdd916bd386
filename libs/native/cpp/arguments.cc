#include "arguments.h"

namespace rlhf {

Arguments::Arguments(napi_env env, napi_callback_info info) : env_(env), values_(40) {
  size_t count = values_.size();
  napi_get_cb_info(env, info, &count, values_.data(), nullptr, nullptr);
  values_.resize(count < 40 ? count : 40);
}

void Arguments::fail(const std::string& expected) const {
  throw BadArgument("native: argument " + std::to_string(at_) + ": expected " + expected);
}

napi_value Arguments::next() {
  if (at_ >= values_.size()) throw BadArgument("native: expected more than " + std::to_string(at_) + " arguments");
  return values_[at_++];
}

bool Arguments::is_null(napi_value v) const {
  napi_valuetype kind;
  return napi_typeof(env_, v, &kind) == napi_ok && (kind == napi_null || kind == napi_undefined);
}

bool Arguments::skip_null() {
  const bool null = at_ < values_.size() && is_null(values_[at_]);
  if (null) at_++;
  return null;
}

void* Arguments::array(napi_typedarray_type type, long need, bool may_be_null) {
  const napi_value v = next();
  if (may_be_null && is_null(v)) return nullptr;
  static const char* const kNames[] = {"Int8Array",   "Uint8Array",   "Uint8ClampedArray", "Int16Array", "Uint16Array",
                                       "Int32Array",  "Uint32Array",  "Float32Array",      "Float64Array"};
  napi_typedarray_type got;
  size_t length;
  void* data;
  if (napi_get_typedarray_info(env_, v, &got, &length, &data, nullptr, nullptr) != napi_ok || got != type)
    fail(std::string("a ") + kNames[type] + " of at least " + std::to_string(need) + " elements, got another type");
  if (need < 0 || length < static_cast<size_t>(need))
    fail(std::string("a ") + kNames[type] + " of at least " + std::to_string(need) + " elements, got " +
         std::to_string(length));
  return data;
}

long Arguments::length_of_next() const {
  if (at_ >= values_.size()) return 0;
  size_t length = 0;
  if (napi_get_typedarray_info(env_, values_[at_], nullptr, &length, nullptr, nullptr, nullptr) != napi_ok) return 0;
  return static_cast<long>(length);
}

std::vector<float*> Arguments::float_arrays(std::vector<long>& lengths) {
  const napi_value list = next();
  uint32_t count = 0;
  if (napi_get_array_length(env_, list, &count) != napi_ok) fail("an array of Float32Array");
  std::vector<float*> out(count);
  lengths.resize(count);
  for (uint32_t i = 0; i < count; i++) {
    napi_value v;
    napi_get_element(env_, list, i, &v);
    napi_typedarray_type type;
    size_t length;
    void* data;
    if (napi_get_typedarray_info(env_, v, &type, &length, &data, nullptr, nullptr) != napi_ok ||
        type != napi_float32_array)
      fail("an array of Float32Array");
    out[i] = static_cast<float*>(data);
    lengths[i] = static_cast<long>(length);
  }
  return out;
}

double Arguments::number() {
  double x;
  if (napi_get_value_double(env_, next(), &x) != napi_ok) fail("a number");
  return x;
}
int64_t Arguments::whole() {
  const double x = number();
  if (!(x >= -9007199254740991.0 && x <= 9007199254740991.0)) fail("a whole number");
  return static_cast<int64_t>(x);
}
long Arguments::integer() {
  const int64_t x = whole();
  if (x < 0 || x > (int64_t{1} << 40)) fail("a whole number that is not negative");
  return static_cast<long>(x);
}
bool Arguments::flag() {
  bool x;
  if (napi_get_value_bool(env_, next(), &x) != napi_ok) fail("a boolean");
  return x;
}
std::string Arguments::text() {
  char buffer[128];
  size_t length;
  if (napi_get_value_string_utf8(env_, next(), buffer, sizeof buffer, &length) != napi_ok) fail("a string");
  return {buffer, length};
}
void* Arguments::external() {
  void* p;
  if (napi_get_value_external(env_, next(), &p) != napi_ok) fail("a handle of this addon");
  return p;
}

void check_index(const int32_t* index, long m, long limit, const char* what) {
  for (long i = 0; i < m; i++)
    if (index[i] < 0 || index[i] >= limit)
      throw BadArgument(std::string("native: ") + what + ": expected 0.." + std::to_string(limit - 1) + ", got " +
                        std::to_string(index[i]) + " at " + std::to_string(i));
}

napi_value make_number(napi_env env, double x) {
  napi_value v;
  napi_create_double(env, x, &v);
  return v;
}
napi_value make_text(napi_env env, const char* x) {
  napi_value v;
  napi_create_string_utf8(env, x, NAPI_AUTO_LENGTH, &v);
  return v;
}

} // namespace rlhf
