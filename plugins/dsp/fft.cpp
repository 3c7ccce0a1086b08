#include "plugins/dsp/fft.hpp"

#include <fftw3.h>

#include <map>
#include <mutex>
#include <tuple>
#include <type_traits>

namespace encore::dsp {
namespace {

enum class Kind { real, forward, inverse };

struct Destroy {
  void operator()(fftw_plan plan) const { fftw_destroy_plan(plan); }
  void operator()(fftwf_plan plan) const { fftwf_destroy_plan(plan); }
};
template <class Plan>
using Owned = std::unique_ptr<std::remove_pointer_t<Plan>, Destroy>;

// Makes each plan once. The planner belongs to the whole process: other plugins may be planning at
// the same time, so FFTW locks it.
template <class Key, class Plan>
class Shared {
 public:
  template <class Make>
  Plan at(const Key& key, Make&& make) {
    const std::scoped_lock lock(mutex_);
    auto& plan = plans_[key];
    if (!plan) plan.reset(make());
    return plan.get();
  }

 private:
  std::mutex mutex_;
  std::map<Key, Owned<Plan>> plans_;
};

// A plan is made for memory of one alignment.
struct Key {
  Kind kind;
  Index n;
  int in, out;
  auto operator<=>(const Key&) const = default;
};

fftw_plan make(const Key& key, void* in, void* out) {
  const auto n = static_cast<int>(key.n);
  auto* bins = static_cast<fftw_complex*>(out);
  if (key.kind == Kind::real)
    return fftw_plan_dft_r2c_1d(n, static_cast<double*>(in), bins, FFTW_ESTIMATE);
  return fftw_plan_dft_1d(n, static_cast<fftw_complex*>(in), bins,
                          key.kind == Kind::forward ? FFTW_FORWARD : FFTW_BACKWARD, FFTW_ESTIMATE);
}

fftw_plan shared_plan(const Key& key, void* in, void* out) {
  static Shared<Key, fftw_plan> plans;
  static std::once_flag once;
  std::call_once(once, fftw_make_planner_thread_safe);
  return plans.at(key, [&] { return make(key, in, out); });
}

fftwf_plan shared_frame_plan(Index n, float* in, fftwf_complex* out) {
  static Shared<Index, fftwf_plan> plans;
  static std::once_flag once;
  std::call_once(once, fftwf_make_planner_thread_safe);
  return plans.at(
      n, [&] { return fftwf_plan_dft_r2c_1d(static_cast<int>(n), in, out, FFTW_ESTIMATE); });
}

// What FFTW takes is not const, but none of the transforms here writes to its input.
template <class T>
T* writable(const T* p) {
  return const_cast<T*>(p);
}

}  // namespace

struct Fft::Plans {
  std::map<Key, fftw_plan> known;  // so that threads meet at the shared ones once a length

  fftw_plan at(Kind kind, Index n, const void* in, const void* out) {
    const auto alignment = [](const void* p) {
      return fftw_alignment_of(static_cast<double*>(const_cast<void*>(p)));
    };
    const Key key{kind, n, alignment(in), alignment(out)};
    auto& plan = known[key];
    if (plan == nullptr) plan = shared_plan(key, const_cast<void*>(in), const_cast<void*>(out));
    return plan;
  }
  void complex(Kind kind, const Complex* in, Complex* out, Index n) {
    fftw_execute_dft(at(kind, n, in, out), reinterpret_cast<fftw_complex*>(writable(in)),
                     reinterpret_cast<fftw_complex*>(out));
  }
};

Fft::Fft() : plans_(std::make_unique<Plans>()) {}
Fft::~Fft() = default;
Fft::Fft(Fft&&) noexcept = default;
Fft& Fft::operator=(Fft&&) noexcept = default;

void Fft::real(const double* in, Complex* out, Index n) {
  fftw_execute_dft_r2c(plans_->at(Kind::real, n, in, out), writable(in),
                       reinterpret_cast<fftw_complex*>(out));
}

void Fft::forward(const Complex* in, Complex* out, Index n) {
  plans_->complex(Kind::forward, in, out, n);
}

void Fft::inverse(const Complex* in, Complex* out, Index n) {
  plans_->complex(Kind::inverse, in, out, n);
  Eigen::Map<Eigen::VectorXcd>(out, n) /= static_cast<double>(n);
}

struct FrameFft::Buffers {
  struct Free {
    void operator()(void* p) const { fftwf_free(p); }
  };
  Index n;
  std::unique_ptr<float, Free> in;
  std::unique_ptr<fftwf_complex, Free> out;
  fftwf_plan plan;

  explicit Buffers(Index size)
      : n(size),
        in(fftwf_alloc_real(static_cast<std::size_t>(n))),
        out(fftwf_alloc_complex(static_cast<std::size_t>(n / 2 + 1))),
        plan(shared_frame_plan(n, in.get(), out.get())) {}
};

FrameFft::FrameFft(Index n) : buffers_(std::make_unique<Buffers>(n)) {}
FrameFft::~FrameFft() = default;
FrameFft::FrameFft(FrameFft&&) noexcept = default;
FrameFft& FrameFft::operator=(FrameFft&&) noexcept = default;

Eigen::Map<VectorF> FrameFft::input() { return {buffers_->in.get(), buffers_->n}; }

std::span<const std::complex<float>> FrameFft::run() {
  fftwf_execute_dft_r2c(buffers_->plan, buffers_->in.get(), buffers_->out.get());
  return {reinterpret_cast<const std::complex<float>*>(buffers_->out.get()),
          static_cast<std::size_t>(buffers_->n / 2 + 1)};
}

Index fast_length(Index n) {
  for (Index candidate = std::max<Index>(1, n);; ++candidate) {
    Index rest = candidate;
    for (const Index factor : {2, 3, 5})
      while (rest % factor == 0) rest /= factor;
    if (rest == 1) return candidate;
  }
}

}  // namespace encore::dsp
