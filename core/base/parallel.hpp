// core/base/parallel.hpp: the one place that decides threads.
//
// Either several tasks run at once and BLAS has one thread (parallel_for), or one task runs and
// BLAS has them all (the state outside of parallel_for). Never both.
#pragma once

#include <cstddef>
#include <functional>

namespace encore::base {

// Sets how many threads the process may use; call once, early. 0: as many as there are cores.
void set_threads(unsigned n);
unsigned threads();

// BLAS has `n` threads (0: all of them) for as long as this lives. Also for a BLAS that a plugin
// brought along after set_threads. Not for use inside of parallel_for.
class BlasThreads {
 public:
  explicit BlasThreads(unsigned n);
  ~BlasThreads();
  BlasThreads(const BlasThreads&) = delete;
  BlasThreads& operator=(const BlasThreads&) = delete;

 private:
  unsigned before_;
};

// Calls body(i) for i in 0..n-1 from up to threads() threads (`at_most`, when not 0, bounds them
// further, for bodies that need much memory), in no order, and waits for all. The first exception
// stops the rest and is thrown again. Nested calls run in the calling thread.
void parallel_for(std::size_t n, const std::function<void(std::size_t)>& body,
                  unsigned at_most = 0);

// Items 0 .. n-1 go through two steps in order: make(i, slot) in a thread of its own, use(i, slot)
// in this one. Never more than `slots` items are made and not yet used, and they have different
// slots, so the caller keeps that many buffers. With one thread, and inside of parallel_for, the
// steps take turns in this thread. The first exception of either step stops both and is thrown
// again.
using Step = std::function<void(std::size_t i, std::size_t slot)>;
void pipeline(std::size_t n, std::size_t slots, const Step& make, const Step& use);

// For the lock file: "OpenBLAS 0.3.21 DYNAMIC_ARCH ... Zen MAX_THREADS=64", or "unknown" while no
// plugin has loaded one.
const char* blas_name();

}  // namespace encore::base
