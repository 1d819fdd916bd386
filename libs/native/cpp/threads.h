// The thread pool: parallel(n, f) calls f(i, thread) once for every i < n. Which thread runs which i is not fixed, so
// f writes only outputs that belong to i; then results are the same for any number of threads.
#pragma once

namespace rlhf {

void set_threads(int n); // stops the old workers, starts n - 1 new ones
int threads();
void parallel_run(long n, void (*f)(void* context, long i, int thread), void* context);

template <class F> void parallel(long n, F&& f) {
  parallel_run(n, [](void* c, long i, int thread) { (*static_cast<F*>(c))(i, thread); }, &f);
}

// Splits [0, n) into pieces of `grain` (the last is shorter): f(begin, end, thread). The pieces do not depend on threads.
template <class F> void parallel_pieces(long n, long grain, F&& f) {
  parallel((n + grain - 1) / grain, [&](long i, int thread) {
    const long begin = i * grain;
    f(begin, begin + grain < n ? begin + grain : n, thread);
  });
}

// The same over columns of a matrix, in whole vectors of 16: 64 at a time, or fewer where a narrow matrix would leave
// threads without any (a width of 64 was one piece, and every other thread waited for it).
template <class F> void parallel_columns(long n, F&& f) {
  long grain = 64;
  while (grain > 16 && n < grain * threads()) grain /= 2;
  parallel_pieces(n, grain, f);
}

} // namespace rlhf
