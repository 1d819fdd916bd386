// What the instruction-set layer (isa/*.cc, kernels/*.h) offers to the drivers, and the drivers' one global state.
//
// Shapes: M rows, N columns, K reduction of a product; C channels, D head size, T tokens of a row, V vocabulary.
// "Operand" = the type that matrix products read: float, or bfloat16 kept as uint16_t. Everything else is float.
// Kernels work on a range of rows, columns or tasks and know nothing of threads; drivers (linear.cc, trunk.cc, ...)
// split the outputs. No kernel's result for one output depends on where the split falls.
#pragma once
#include <cstddef>
#include <cstdint>

namespace rlhf {

using bf16 = uint16_t;
constexpr long kPanel = 16;     // columns of a packed panel
constexpr long kBf16Depth = 32; // bf16 products pad K to this (one AMX tile row)
inline long round_up(long x, long to) { return (x + to - 1) / to * to; }

enum class Activation { none, gelu, times_slope };

// C = act(scale * A B + bias) + residual (+ C). A is row-major with zeros up to the padded K; B is packed in panels.
struct Gemm {
  const void* a = nullptr;
  long lda = 0;
  bool a_by_columns = false;       // a holds A transposed, [k, m]; floats only
  const void* b = nullptr;
  long m = 0, n = 0, k = 0;
  float scale = 1;
  const float* bias = nullptr;     // [n]
  Activation activation = Activation::none;
  float* pre = nullptr;            // [m, n], the sum before GELU: written by gelu when not null
  long ldpre = 0;
  void* slope = nullptr;           // [m, n] operand, GELU's slope there: written by gelu when not null, read by times_slope
  long ldslope = 0;
  const float* residual = nullptr; // [m, n]
  long ldres = 0;
  bool accumulate = false;         // adds what c held
  float* c = nullptr;              // [m, n] float result, may be null
  long ldc = 0;
  void* co = nullptr;              // the same result as operand, may be null
  long ldco = 0;
};

// One head of one row. Forward writes y (float) or yo (operand), whichever is not null.
struct AttentionHead {
  const float *q, *k, *v; // [T, D], rows ld apart
  long ld;
  long t, d;
  float* y;
  void* yo;
  long ldy;
  float* lse; // [T], ldlse apart
  long ldlse;
  // backward only
  const float* dy;
  long lddy;
  const float* yin; // forward output as float, ldy apart, or null: then delta comes from the scores
  float *dq, *dk, *dv; // ld apart
  void *dqo, *dko, *dvo; // the same as operands, ldo apart (used when dq is null)
  long ldo;
  float* scratch;
};

// Floats of scratch for heads of up to t tokens and d channels, both rounded up to 16.
constexpr long kQueries = 16; // queries of the backward per pass over dK and dV
inline long attention_floats(long t, long d) { return 2 * t * d + 4 * (t + d); }
inline long attention_backward_floats(long t, long d) { return 5 * t * d + kQueries * (2 * t + 3 * d); }

// Softmax statistics of one block of logits of one row.
struct BlockStats {
  float max, sum, sum_times_logit;
};

struct Dlogits {
  const float* logits; // tempered
  long ld, cols;
  long first; // vocabulary id of column 0
  const int32_t* targets;
  const float *lse, *entropy, *dlogprobs, *dentropy;
  float inverse_temperature;
  void* out; // operand [rows, ldo], zero up to `padded`
  long ldo, padded;
};

// TensorFlow.js' elementwise kernels; the numbers are those of addon.ts.
enum class Pairwise { add, sub, mul, div, max, min };
enum class Unary { exp, neg, square, sqrt, gelu };
enum class Reduction { sum, max };

struct AdamwBlock {
  float *p, *m, *v;
  const float* g;
  long n;
  float beta1, beta2, step_size, root_scale, epsilon, keep, grad_scale; // keep = 1 - decay
};

// Kernels that read or write operands; one table for float, one for bfloat16.
struct OperandKernels {
  long tile_panels; // panels that a register tile of gemm covers
  void (*gemm)(const Gemm&, long m0, long m1, long panel0, long panel1);
  void (*from_float)(const float* x, long ld, long rows, long k, void* out, long ldo);
  void (*put)(const float* x, long n, void* out); // n values, no padding
  // B[k, n] from float, transposed: source is [n, k]. Fills panels [p0, p1).
  void (*pack_float)(const float* b, long ldb, bool transposed, long k, long n, void* out, long p0, long p1);
  // B[k, n] from operand rows. Fills panels [p0, p1).
  void (*pack_operand)(const void* b, long ldb, long k, long n, void* out, long p0, long p1);
  // out[j, i] = x[i, j] for columns j in [j0, j1); rows of out are zero up to the padded row count.
  void (*transpose)(const void* x, long ldx, long rows, long j0, long j1, void* out, long ldo);
  void (*layer_norm)(const float* x, const float* w, const float* b, long r0, long r1, long c, float* y, void* yo,
                     long ldo, float* mean, float* rstd);
  void (*attention)(const AttentionHead&);
  void (*attention_backward)(const AttentionHead&);
  void (*column_sum)(const void* x, long ld, long rows, long j0, long j1, float* out);
  void (*dlogits)(const Dlogits&, long r0, long r1);
};

struct Kernels {
  const char* name;
  bool has_bf16;
  OperandKernels operand[2]; // [0] float, [1] bfloat16 (only with has_bf16)
  void (*layer_norm_dx)(const float* x, const float* w, const float* mean, const float* rstd, const float* dy, long r0,
                        long r1, long c, float* dx, bool accumulate);
  void (*layer_norm_dw)(const float* x, const float* mean, const float* rstd, const float* dy, long rows, long c,
                        long j0, long j1, float* dw, float* db);
  // One query against a cache: kt [D, ldk] keys transposed, v [n, ldv]; scores is room for n rounded up to 16.
  void (*attend)(const float* q, const float* kt, long ldk, const float* v, long ldv, long n, long d, float* scores,
                 float* y, float* lse);
  BlockStats (*block_stats)(const float* logits, long n);
  float (*divergence)(const float* logits, const float* others, long n, float max); // sum of exp(l - max) (l - o)
  double (*exp_sum)(const float* x, long n, float shift, float* out); // out = exp(x - shift), returns their sum
  void (*adamw)(const AdamwBlock&);
  double (*sum_squares)(const float* x, long n);
  void (*scale)(float* x, long n, float factor);
  // y = a op b over n values; b_is_one: b is a single value. In place is fine.
  void (*pairwise)(Pairwise op, const float* a, const float* b, bool b_is_one, float* y, long n);
  void (*unary)(Unary op, const float* x, float* y, long n);
  float (*reduce)(Reduction op, const float* x, long n);
  void (*gelu_backward)(const float* x, const float* dy, float* dx, long n);
};

extern const Kernels kernels_portable;
#if defined(__x86_64__)
extern const Kernels kernels_avx2, kernels_avx512, kernels_avx512_bf16, kernels_amx;
#endif

// dispatch.cc: the best table this CPU and kernel can run; null when the name is unknown or cannot run here.
const Kernels* kernels_named(const char* name);
const Kernels* best_kernels();
extern const Kernels* const kAllKernels[];
extern const int kAllKernelsCount;

struct Engine {
  const Kernels* k;
  bool bf; // operands are bfloat16
  const OperandKernels& op() const { return k->operand[bf ? 1 : 0]; }
  size_t operand_bytes() const { return bf ? 2 : 4; }
  long depth(long k) const { return bf ? round_up(k, kBf16Depth) : k; } // padded K
  // Row stride of an operand matrix; an odd number of cache lines keeps 16 rows out of one L1 set.
  long stride(long k) const {
    const long per_line = bf ? 32 : 16;
    const long lines = (k + per_line - 1) / per_line;
    return (lines | 1) * per_line;
  }
  size_t packed_bytes(long k, long n) const {
    return static_cast<size_t>(round_up(n, kPanel)) * depth(k) * operand_bytes();
  }
};
extern Engine engine;

} // namespace rlhf
