// AMX tiles for bfloat16 products, AVX-512 for the rest (Sapphire Rapids and later).
#define RLHF_ISA amx
#define RLHF_ISA_NAME "amx-bf16"
#include "../kernels/table.h"

namespace rlhf {
extern const Kernels kernels_amx = amx::table();
}
