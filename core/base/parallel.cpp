#include "core/base/parallel.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace encore::base {
namespace {

unsigned configured = 0;
thread_local bool inside = false;

// OpenBLAS has a pool of its own and a process-wide setting; another BLAS has no such symbol.
void set_blas_threads(unsigned n) {
  using Setter = void (*)(int);
  static const auto setter =
      reinterpret_cast<Setter>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"));
  if (setter != nullptr) setter(static_cast<int>(n));
}

// Gives BLAS one thread for as long as it lives.
struct OuterParallelism {
  OuterParallelism() { set_blas_threads(1); }
  ~OuterParallelism() { set_blas_threads(threads()); }
};

}  // namespace

void set_threads(unsigned n) {
  configured = n;
  set_blas_threads(threads());
}

unsigned threads() {
  return configured > 0 ? configured : std::max(1u, std::thread::hardware_concurrency());
}

void parallel_for(std::size_t n, const std::function<void(std::size_t)>& body, unsigned at_most) {
  const unsigned limit = at_most > 0 ? std::min(at_most, threads()) : threads();
  const std::size_t workers = std::min<std::size_t>(limit, n);
  if (workers <= 1 || inside) {
    for (std::size_t i = 0; i < n; ++i) body(i);
    return;
  }
  const OuterParallelism outer;
  std::atomic<std::size_t> next{0};
  std::exception_ptr failure;
  std::mutex mutex;
  const auto work = [&] {
    inside = true;
    for (std::size_t i = next++; i < n; i = next++) {
      try {
        body(i);
      } catch (...) {
        const std::scoped_lock lock(mutex);
        if (!failure) failure = std::current_exception();
        next = n;
      }
    }
    inside = false;
  };
  std::vector<std::thread> pool;
  for (std::size_t w = 1; w < workers; ++w) pool.emplace_back(work);
  work();
  for (auto& t : pool) t.join();
  if (failure) std::rethrow_exception(failure);
}

const char* blas_name() {
  using Getter = const char* (*)();
  static const auto getter = reinterpret_cast<Getter>(dlsym(RTLD_DEFAULT, "openblas_get_config"));
  return getter != nullptr ? getter() : "unknown";
}

}  // namespace encore::base
