// Any CPU: four-lane vectors that the compiler lowers to SSE2, NEON or scalar code; float only.
#define RLHF_ISA portable
#define RLHF_ISA_NAME "portable"
#include "../kernels/table.h"

namespace rlhf {
extern const Kernels kernels_portable = portable::table();
}
