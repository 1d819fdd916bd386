// The thread pool.
// Tried: waiting for every worker (on a busy machine a region then lasts until the slowest one is scheduled at all). What
// stands: spinning for a moment, then a futex wait; a worker joins a region while it is open, and the caller,
// who works too, waits only for those that joined.
#include "threads.h"
#include <atomic>
#include <memory>
#include <thread>
#include <vector>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace rlhf {
namespace {

constexpr int kSpins = 2000;

void relax() {
#if defined(__x86_64__)
  _mm_pause();
#else
  std::this_thread::yield();
#endif
}

struct Region {
  void (*f)(void*, long, int);
  void* context;
  long n;
};

// One word for the region: its number in the upper half, whether it may be joined, how many workers are in it.
constexpr uint32_t kOpen = 0x8000, kJoined = 0x7fff, kNumber = 0xffff0000;

struct Pool {
  std::vector<std::thread> workers;
  Region region{};
  alignas(64) std::atomic<uint32_t> gate{0};
  alignas(64) std::atomic<long> next{0};
  std::atomic<bool> stop{false};

  explicit Pool(int n) {
    for (int t = 1; t < n; t++) workers.emplace_back([this, t] { loop(t); });
  }
  ~Pool() {
    stop = true;
    gate.fetch_add(0x10000);
    gate.notify_all();
    for (auto& w : workers) w.join();
  }
  void work(int thread) {
    for (long i = next.fetch_add(1, std::memory_order_relaxed); i < region.n;
         i = next.fetch_add(1, std::memory_order_relaxed))
      region.f(region.context, i, thread);
  }
  bool join(uint32_t seen) {
    uint32_t now = gate.load(std::memory_order_acquire);
    while ((now & kOpen) && (now & kNumber) != (seen & kNumber))
      if (gate.compare_exchange_weak(now, now + 1, std::memory_order_acq_rel)) return true;
    return false;
  }
  void loop(int thread) {
    uint32_t seen = 0;
    while (!stop) {
      if (join(seen)) {
        seen = gate.load(std::memory_order_acquire) & kNumber;
        work(thread);
        const uint32_t left = gate.fetch_sub(1, std::memory_order_acq_rel) - 1;
        if ((left & kJoined) == 0 && !(left & kOpen)) gate.notify_all();
      }
      uint32_t now = gate.load(std::memory_order_acquire);
      for (int s = 0; s < kSpins && !fresh(now, seen); s++) {
        relax();
        now = gate.load(std::memory_order_acquire);
      }
      if (!fresh(now, seen) && !stop) gate.wait(now, std::memory_order_acquire);
    }
  }
  static bool fresh(uint32_t now, uint32_t seen) { return (now & kOpen) && (now & kNumber) != seen; }
  void run(const Region& r) {
    region = r;
    next.store(0, std::memory_order_relaxed);
    gate.store(((gate.load(std::memory_order_relaxed) & kNumber) + 0x10000) | kOpen, std::memory_order_release);
    gate.notify_all();
    work(0);
    uint32_t now = gate.fetch_and(~kOpen, std::memory_order_acq_rel) & ~kOpen;
    for (int s = 0; s < kSpins && (now & kJoined); s++) {
      relax();
      now = gate.load(std::memory_order_acquire);
    }
    for (; now & kJoined; now = gate.load(std::memory_order_acquire)) gate.wait(now, std::memory_order_acquire);
  }
};

std::unique_ptr<Pool> pool;
int count = 1;

} // namespace

void set_threads(int n) {
  pool.reset();
  count = n < 1 ? 1 : n;
  if (count > 1) pool = std::make_unique<Pool>(count);
}

int threads() { return count; }

void parallel_run(long n, void (*f)(void*, long, int), void* context) {
  if (!pool || n <= 1) {
    for (long i = 0; i < n; i++) f(context, i, 0);
    return;
  }
  pool->run({f, context, n});
}

} // namespace rlhf
