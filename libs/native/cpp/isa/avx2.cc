// AVX2 with FMA; float only.
#define RLHF_ISA avx2
#define RLHF_ISA_NAME "avx2"
#include "../kernels/table.h"

namespace rlhf {
extern const Kernels kernels_avx2 = avx2::table();
}
