// Nothing is asked ahead: around a fault the system maps the sixteen pages that are in its cache.
#include "mapping.h"
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

namespace rlhf {
namespace {

std::mutex lock;
std::map<uintptr_t, size_t> mapped; // where it begins -> bytes

uintptr_t address(const void* p) { return reinterpret_cast<uintptr_t>(p); }

bool is_mapped(uintptr_t p) {
  const std::lock_guard guard(lock);
  const auto after = mapped.upper_bound(p);
  return after != mapped.begin() && p < std::prev(after)->first + std::prev(after)->second;
}

} // namespace

void* map_file(int file, size_t bytes) {
  void* p = mmap(nullptr, bytes, PROT_READ, MAP_SHARED, file, 0);
  if (p == MAP_FAILED)
    throw std::runtime_error("native: mapping a file of " + std::to_string(bytes) + " bytes: " + std::strerror(errno));
  const std::lock_guard guard(lock);
  mapped[address(p)] = bytes;
  return p;
}

void unmap_file(void* p) {
  const std::lock_guard guard(lock);
  const auto found = mapped.find(address(p));
  munmap(p, found->second);
  mapped.erase(found);
}

void done_reading(const float* values, size_t count) {
  if (!is_mapped(address(values))) return;
  static const uintptr_t page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
  const uintptr_t from = (address(values) + page - 1) / page * page; // whole pages: a neighbour's values may be in use
  const uintptr_t to = address(values + count) / page * page;
  if (from < to) madvise(reinterpret_cast<void*>(from), to - from, MADV_DONTNEED);
}

} // namespace rlhf
