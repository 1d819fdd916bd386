// Pooled, 64-byte aligned memory: a block that is given back is kept for the next request of its size class.
#pragma once
#include <cstddef>
#include <cstdint>
#include <new>

namespace rlhf {

struct OutOfMemory : std::bad_alloc {
  size_t bytes;
  explicit OutOfMemory(size_t b) : bytes(b) {}
};

struct PoolStats {
  size_t in_use, peak_in_use, held; // bytes handed out now, at most, and kept from the system
  size_t system_allocations;        // how often the system was asked: constant in a steady step
  size_t requests;
};

void* pool_take(size_t bytes); // throws OutOfMemory
void pool_give(void* p);
size_t pool_trim(); // gives unused blocks back to the system; returns their bytes
PoolStats pool_stats();

// A block for the time of a scope.
template <class T> struct Scratch {
  T* p;
  explicit Scratch(size_t n) : p(static_cast<T*>(pool_take(n * sizeof(T)))) {}
  ~Scratch() { pool_give(p); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  operator T*() const { return p; }
};

// Operand matrices are untyped bytes.
using Bytes = Scratch<unsigned char>;

} // namespace rlhf
