// Matrix products as the drivers use them: operands, packed weights, and the product over all threads.
#pragma once
#include "engine.h"
#include "pool.h"

namespace rlhf {

struct Rows { // operand rows, ld apart, zero up to the padded width
  const void* p;
  long ld;
};

// Owns operand rows of a scope: [rows, k] with the engine's stride.
struct OperandRows {
  long ld;
  Bytes bytes;
  OperandRows(long rows, long k)
      : ld(engine.stride(k)), bytes(static_cast<size_t>(rows) * engine.stride(k) * engine.operand_bytes()) {}
  void* data() const { return bytes.p; }
  operator Rows() const { return {bytes.p, ld}; }
};

void product(const Gemm& g);
void to_operand(const float* x, long rows, long k, void* out, long ldo); // x is contiguous
// B[k, n] of a product from floats; transposed: the source is [n, k]. `out` has engine.packed_bytes(k, n).
void pack(const float* b, bool transposed, long k, long n, void* out);
// dw[k, m] = x^T dy and dbias[m] = column sums of dy (null: not wanted), over `rows` tokens.
void weight_gradient(Rows x, Rows dy, long rows, long k, long m, float* dw, float* dbias, bool accumulate = false);

// Packed copies of a set of weights, made when first needed and kept until the version changes.
// entry: source matrix [r, c]; transposed false: B = source (k = r, n = c); true: B = its transpose (k = c, n = r).
const void* packed_weight(int64_t id, int64_t version, int index, const float* source, long r, long c, bool transposed);
void forget_weights(int64_t id);
void forget_all_weights();
// The pack above when (id, version) is known (id >= 0), else a copy that lives as long as this object. Without `keep` a
// kept pack is used where there is one and none is added: for weights that will not be asked for again soon.
struct WeightPack {
  const void* p;
  void* own = nullptr;
  WeightPack(int64_t id, int64_t version, int index, const float* source, long r, long c, bool transposed,
             bool keep = true);
  ~WeightPack() { pool_give(own); }
  WeightPack(const WeightPack&) = delete;
  WeightPack& operator=(const WeightPack&) = delete;
};

} // namespace rlhf
