// encore/random.hpp: random numbers that are the same on every machine, compiler and thread count.
//
//   encore::Random draw(call.seed(), clip.id());
//   double x = draw.normal();
//
// The standard library's distributions differ between implementations; these do not. A generator
// is made from a seed, a name and a number, so that every clip, row or draw has its own stream
// whatever the order of work. Not for cryptography. Not thread-safe; cheap to make.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <string_view>

namespace encore {
inline namespace abi1 {

class Random {
 public:
  // splitmix64 (Steele, Lea and Flood 2014) after FNV-1a of the name.
  explicit Random(std::uint64_t seed, std::string_view name = "", std::int64_t number = 0) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const unsigned char c : name) hash = (hash ^ c) * 0x100000001b3ULL;
    state_ = seed;
    state_ = bits() ^ hash;
    state_ = bits() ^ static_cast<std::uint64_t>(number);
  }

  std::uint64_t bits() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }

  // In [0, 1).
  double uniform() { return static_cast<double>(bits() >> 11) * 0x1p-53; }

  // Standard normal: Box-Muller, both of a pair used.
  double normal() {
    if (has_spare_) {
      has_spare_ = false;
      return spare_;
    }
    const double radius = std::sqrt(-2 * std::log(1 - uniform()));
    const double angle = 2 * std::numbers::pi * uniform();
    spare_ = radius * std::sin(angle);
    has_spare_ = true;
    return radius * std::cos(angle);
  }

  // Logarithm of a gamma variate of this shape (> 0) and scale 1: Marsaglia and Tsang 2000, with
  // their boost below shape 1. The logarithm, because small shapes give values below any double.
  double log_gamma(double shape) {
    if (shape < 1) return log_gamma(shape + 1) + std::log(1 - uniform()) / shape;
    const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
    for (;;) {
      const double x = normal(), root = 1 + c * x;
      if (root <= 0) continue;
      const double v = root * root * root;
      if (std::log(1 - uniform()) < 0.5 * x * x + d - d * v + d * std::log(v))
        return std::log(d * v);
    }
  }

 private:
  std::uint64_t state_ = 0;
  double spare_ = 0;
  bool has_spare_ = false;
};

}  // namespace abi1
}  // namespace encore
