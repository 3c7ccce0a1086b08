#include "core/base/parallel.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace encore::base {
namespace {

unsigned configured = 0;
unsigned of_blas = 0;  // 0: all of them
thread_local bool inside = false;

// A function of OpenBLAS, or nullptr while no library of this process has loaded it. Plugins load
// it privately, so it is asked for by name.
void* blas_function(const char* name) {
  if (void* here = dlsym(RTLD_DEFAULT, name)) return here;
  for (const char* library : {"libopenblas.so.0", "libopenblas64.so.0", "libblas.so.3"}) {
    void* handle = dlopen(library, RTLD_LAZY | RTLD_NOLOAD);
    if (handle == nullptr) continue;
    void* function = dlsym(handle, name);
    dlclose(handle);
    if (function != nullptr) return function;
  }
  return nullptr;
}

// OpenBLAS has a pool of its own and a process-wide setting; another BLAS has no such function.
void set_blas_threads(unsigned n) {
  using Setter = void (*)(int);
  if (void* f = blas_function("openblas_set_num_threads"))
    reinterpret_cast<Setter>(f)(static_cast<int>(n));
}

// How far one of two threads is, for the other to wait for.
class Progressed {
 public:
  void advance() {
    change([this] { ++done_; });
  }
  void end() {
    change([this] { ended_ = true; });
  }
  // Returns once item i is done, or false when it never will be.
  bool wait_for(std::size_t i) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return done_ > i || ended_; });
    return done_ > i;
  }

 private:
  template <class Change>
  void change(const Change& how) {
    const std::scoped_lock lock(mutex_);
    how();
    changed_.notify_one();
  }
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t done_ = 0;
  bool ended_ = false;
};

}  // namespace

void set_threads(unsigned n) {
  configured = n;
  // For an OpenBLAS that is loaded later.
  setenv("OPENBLAS_NUM_THREADS", std::to_string(threads()).c_str(), 1);
  set_blas_threads(threads());
}

BlasThreads::BlasThreads(unsigned n) : before_(of_blas) {
  of_blas = n;
  set_blas_threads(n > 0 ? n : threads());
}
BlasThreads::~BlasThreads() {
  of_blas = before_;
  set_blas_threads(of_blas > 0 ? of_blas : threads());
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
  const BlasThreads one(1);
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

void pipeline(std::size_t n, std::size_t slots, const Step& make, const Step& use) {
  if (threads() <= 1 || inside) {
    for (std::size_t i = 0; i < n; ++i) {
      make(i, i % slots);
      use(i, i % slots);
    }
    return;
  }
  Progressed made, used;
  std::exception_ptr failure;
  std::thread maker([&] {
    inside = true;
    try {
      for (std::size_t i = 0; i < n; ++i) {
        if (i >= slots && !used.wait_for(i - slots)) break;
        make(i, i % slots);
        made.advance();
      }
    } catch (...) {
      failure = std::current_exception();
    }
    made.end();
  });
  try {
    for (std::size_t i = 0; i < n && made.wait_for(i); ++i) {
      use(i, i % slots);
      used.advance();
    }
  } catch (...) {
    used.end();
    maker.join();
    throw;
  }
  maker.join();
  if (failure) std::rethrow_exception(failure);
}

const char* blas_name() {
  using Getter = const char* (*)();
  void* f = blas_function("openblas_get_config");
  return f != nullptr ? reinterpret_cast<Getter>(f)() : "unknown";
}

}  // namespace encore::base
