// The table of this instruction set. A file in isa/ defines RLHF_ISA and RLHF_ISA_NAME and includes this.
#pragma once
#include "attention.h"
#include "elementwise.h"
#include "gemm_amx.h"
#include "gemm_micro.h"
#include "layer_norm.h"
#include "pack.h"
#include "softmax.h"

namespace rlhf::RLHF_ISA {

#if defined(__AVX512BF16__)
constexpr bool kHasBf16 = true;
#else
constexpr bool kHasBf16 = false;
#endif

template <class T>
constexpr OperandKernels operand_table(long tile_panels, void (*gemm)(const Gemm&, long, long, long, long)) {
  return {tile_panels,
          gemm,
          from_float<T>,
          put_operand<T>,
          pack_float<T>,
          pack_operand<T>,
          transpose<T>,
          layer_norm<T>,
          attention<T>,
          attention_backward<T>,
          column_sum<T>,
          dlogits<T>};
}

constexpr OperandKernels bf16_table() {
#if defined(__AMX_BF16__)
  return operand_table<bf16>(2, gemm_block_amx);
#elif defined(__AVX512BF16__)
  return operand_table<bf16>(kPanels, gemm_block<bf16>);
#else
  return {};
#endif
}

constexpr Kernels table() {
  return {RLHF_ISA_NAME,
          kHasBf16,
          {operand_table<float>(kPanels, gemm_block<float>), bf16_table()},
          layer_norm_dx,
          layer_norm_dw,
          attend,
          block_stats,
          divergence,
          exp_sum,
          adamw,
          sum_squares,
          scale,
          pairwise,
          unary,
          reduce,
          gelu_backward};
}

} // namespace rlhf::RLHF_ISA
