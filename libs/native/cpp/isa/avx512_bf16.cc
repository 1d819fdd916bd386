// AVX-512 with VDPBF16PS (Zen 4, Zen 5, Cooper Lake and later).
#define RLHF_ISA avx512_bf16
#define RLHF_ISA_NAME "avx512-bf16"
#include "../kernels/table.h"

namespace rlhf {
extern const Kernels kernels_avx512_bf16 = avx512_bf16::table();
}
