// The thread pool. A region costs about 1 microsecond while workers are awake.
// Tried: std::thread per region (30 us each); condition variables only (8-15 us to wake);
// spinning for some tens of microseconds, then a futex wait (std::atomic::wait): what stands here.
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

constexpr int kSpins = 4000;

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

struct Pool {
  std::vector<std::thread> workers;
  Region region{};
  alignas(64) std::atomic<uint32_t> generation{0};
  alignas(64) std::atomic<long> next{0};
  alignas(64) std::atomic<uint32_t> busy{0};
  std::atomic<bool> stop{false};

  explicit Pool(int n) {
    for (int t = 1; t < n; t++) workers.emplace_back([this, t] { loop(t); });
  }
  ~Pool() {
    stop = true;
    generation.fetch_add(1);
    generation.notify_all();
    for (auto& w : workers) w.join();
  }
  void work(int thread) {
    for (long i = next.fetch_add(1, std::memory_order_relaxed); i < region.n;
         i = next.fetch_add(1, std::memory_order_relaxed))
      region.f(region.context, i, thread);
  }
  void loop(int thread) {
    uint32_t seen = 0;
    for (;;) {
      for (int s = 0; s < kSpins && generation.load(std::memory_order_acquire) == seen; s++) relax();
      generation.wait(seen, std::memory_order_acquire);
      seen = generation.load(std::memory_order_acquire);
      if (stop) return;
      work(thread);
      if (busy.fetch_sub(1, std::memory_order_acq_rel) == 1) busy.notify_one();
    }
  }
  void run(const Region& r) {
    region = r;
    next.store(0, std::memory_order_relaxed);
    busy.store(static_cast<uint32_t>(workers.size()), std::memory_order_relaxed);
    generation.fetch_add(1, std::memory_order_acq_rel);
    generation.notify_all();
    work(0);
    for (int s = 0; s < kSpins && busy.load(std::memory_order_acquire) != 0; s++) relax();
    for (uint32_t left = busy.load(std::memory_order_acquire); left != 0; left = busy.load(std::memory_order_acquire))
      busy.wait(left, std::memory_order_acquire);
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
