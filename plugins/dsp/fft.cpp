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

fftwf_plan shared_pair_plan(Index n, float* memory, Index part) {
  static Shared<Index, fftwf_plan> plans;
  static std::once_flag once;
  std::call_once(once, fftwf_make_planner_thread_safe);
  return plans.at(n, [&] {
    const fftwf_iodim length{static_cast<int>(n), 1, 1};
    return fftwf_plan_guru_split_dft(1, &length, 0, nullptr, memory, memory + part,
                                     memory + 2 * part, memory + 3 * part, FFTW_ESTIMATE);
  });
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

// Real and imaginary parts are apart from each other: so FFTW is fastest, and frames are
// contiguous.
struct PairFft::Buffers {
  struct Free {
    void operator()(float* p) const { fftwf_free(p); }
  };
  Index n, part;  // part: distance of the four arrays, the same for all objects of one length
  std::unique_ptr<float, Free> memory;
  fftwf_plan plan;

  explicit Buffers(Index size)
      : n(size),
        part((n + 31) / 16 * 16),
        memory(fftwf_alloc_real(static_cast<std::size_t>(4 * part))),
        plan(shared_pair_plan(n, memory.get(), part)) {}
  float* at(Index i) const { return memory.get() + i * part; }
};

PairFft::PairFft(Index n) : buffers_(std::make_unique<Buffers>(n)) {}
PairFft::~PairFft() = default;
PairFft::PairFft(PairFft&&) noexcept = default;
PairFft& PairFft::operator=(PairFft&&) noexcept = default;

Eigen::Map<VectorF> PairFft::first() { return {buffers_->at(0), buffers_->n}; }
Eigen::Map<VectorF> PairFft::second() { return {buffers_->at(1), buffers_->n}; }

void PairFft::run() {
  const auto& b = *buffers_;
  fftwf_execute_split_dft(b.plan, b.at(0), b.at(1), b.at(2), b.at(3));
}

// The first frame is the part of the spectrum Z that is symmetric, Z(k) + Z(-k)*, the second one
// the rest.
void PairFft::power(float* out, Index stride) const {
  const Index n = buffers_->n;
  const float *re = buffers_->at(2), *im = buffers_->at(3);
  for (Index k = 0; k <= n / 2; ++k, out += stride) {
    const Index mirror = k == 0 ? 0 : n - k;
    const float a = re[k] + re[mirror], b = im[k] - im[mirror];
    const float c = im[k] + im[mirror], d = re[mirror] - re[k];
    out[0] = 0.25F * (a * a + b * b);
    out[1] = 0.25F * (c * c + d * d);
  }
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
