// AVX-512 F, BW, DQ, VL; float only.
#define RLHF_ISA avx512
#define RLHF_ISA_NAME "avx512"
#include "../kernels/table.h"

namespace rlhf {
extern const Kernels kernels_avx512 = avx512::table();
}
