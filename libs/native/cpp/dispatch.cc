// Which kernel table runs: asked of the CPU once, by CPUID and by what the operating system saves (XCR0).
// AMX state is off until the process asks Linux for it.
#include "engine.h"
#include <cstring>
#if defined(__x86_64__)
#include <cpuid.h>
#if defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>
#endif
#endif

namespace rlhf {
namespace {

#if defined(__x86_64__)
bool bit(unsigned word, int i) { return (word >> i) & 1; }

uint64_t saved_state() {
  unsigned a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !bit(c, 27)) return 0;
  unsigned lo, hi;
  __asm__ volatile("xgetbv" : "=a"(lo), "=d"(hi) : "c"(0));
  return (static_cast<uint64_t>(hi) << 32) | lo;
}

bool permit_amx() {
#if defined(__linux__)
  constexpr int request_permission = 0x1023, tile_data = 18;
  return syscall(SYS_arch_prctl, request_permission, tile_data) == 0;
#else
  return false;
#endif
}

struct Cpu {
  bool avx2 = false, avx512 = false, avx512_bf16 = false, amx = false;
  Cpu() {
    unsigned a, b, c, d;
    const uint64_t state = saved_state();
    if (!__get_cpuid(1, &a, &b, &c, &d)) return;
    const bool fma = bit(c, 12), avx = bit(c, 28) && (state & 6) == 6;
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return;
    const bool tiles = bit(d, 22) && bit(d, 24);
    avx2 = avx && fma && bit(b, 5);
    avx512 = avx2 && (state & 0xe6) == 0xe6 && bit(b, 16) && bit(b, 17) && bit(b, 30) && bit(b, 31);
    if (!__get_cpuid_count(7, 1, &a, &b, &c, &d)) return;
    avx512_bf16 = avx512 && bit(a, 5);
    amx = avx512_bf16 && tiles && (state >> 17 & 3) == 3 && permit_amx();
  }
};
const Cpu& cpu() {
  static const Cpu found;
  return found;
}
#endif

bool runs_here(const Kernels* k) {
#if defined(__x86_64__)
  if (k == &kernels_avx2) return cpu().avx2;
  if (k == &kernels_avx512) return cpu().avx512;
  if (k == &kernels_avx512_bf16) return cpu().avx512_bf16;
  if (k == &kernels_amx) return cpu().amx;
#endif
  return k == &kernels_portable;
}

} // namespace

const Kernels* const kAllKernels[] = {
#if defined(__x86_64__)
    &kernels_amx, &kernels_avx512_bf16, &kernels_avx512, &kernels_avx2,
#endif
    &kernels_portable,
};
const int kAllKernelsCount = sizeof(kAllKernels) / sizeof(kAllKernels[0]);

const Kernels* kernels_named(const char* name) {
  for (const Kernels* k : kAllKernels)
    if (std::strcmp(k->name, name) == 0) return runs_here(k) ? k : nullptr;
  return nullptr;
}

const Kernels* best_kernels() {
  for (const Kernels* k : kAllKernels)
    if (runs_here(k)) return k;
  return &kernels_portable;
}

Engine engine{&kernels_portable, false};

} // namespace rlhf
