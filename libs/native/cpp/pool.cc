// Pooled memory. Size classes are quarter steps between powers of two, so a block wastes at most a fifth.
// Huge pages are advised from 2 MB on.
#include "pool.h"
#include <cstdlib>
#include <mutex>
#include <unordered_map>
#include <vector>
#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace rlhf {
namespace {

std::mutex lock;
std::unordered_map<size_t, std::vector<void*>> idle; // class size -> blocks
std::unordered_map<void*, size_t> taken;             // block -> class size
PoolStats stats{};

size_t class_size(size_t bytes) {
#if defined(RLHF_EXACT_POOL) // sanitizer builds: every block ends where its request ends
  return bytes;
#endif
  if (bytes <= 256) return 256;
  size_t step = 64;
  while (step * 8 < bytes) step *= 2; // step = a quarter of the power of two below
  return (bytes + step - 1) / step * step;
}

void* ask_system(size_t bytes) {
  constexpr size_t huge = size_t{2} << 20;
  const size_t alignment = bytes >= huge ? huge : 64;
  void* p = nullptr;
  if (posix_memalign(&p, alignment, bytes) != 0) return nullptr;
#if defined(__linux__)
  if (bytes >= huge) madvise(p, bytes, MADV_HUGEPAGE);
#endif
  return p;
}

size_t trim_locked() {
  size_t freed = 0;
  for (auto& [size, blocks] : idle)
    for (void* p : blocks) {
      std::free(p);
      freed += size;
    }
  idle.clear();
  stats.held -= freed;
  return freed;
}

} // namespace

void* pool_take(size_t bytes) {
  const std::lock_guard guard(lock);
  stats.requests++;
  if (bytes > (size_t{1} << 46)) throw OutOfMemory(bytes);
  const size_t size = class_size(bytes);
  void* p = nullptr;
  if (auto found = idle.find(size); found != idle.end() && !found->second.empty()) {
    p = found->second.back();
    found->second.pop_back();
  } else {
    stats.system_allocations++;
    p = ask_system(size);
    if (!p && trim_locked() > 0) p = ask_system(size);
    if (!p) throw OutOfMemory(bytes);
    stats.held += size;
  }
  taken[p] = size;
  stats.in_use += size;
  if (stats.in_use > stats.peak_in_use) stats.peak_in_use = stats.in_use;
  return p;
}

void pool_give(void* p) {
  if (!p) return;
  const std::lock_guard guard(lock);
  const auto found = taken.find(p);
  if (found == taken.end()) return;
  stats.in_use -= found->second;
#if defined(RLHF_EXACT_POOL)
  stats.held -= found->second;
  std::free(p);
#else
  idle[found->second].push_back(p);
#endif
  taken.erase(found);
}

size_t pool_trim() {
  const std::lock_guard guard(lock);
  return trim_locked();
}

PoolStats pool_stats() {
  const std::lock_guard guard(lock);
  return stats;
}

} // namespace rlhf
