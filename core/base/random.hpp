// core/base/random.hpp: seeded draws that are the same on every machine and thread count.
//
// Every draw derives from the recipe's seed and a name: Random(seed_for(seed, "perm/sub-001/17")).
// Standard distributions are avoided, since their results differ between libraries.
#pragma once

#include <cstdint>
#include <string_view>

namespace encore::base {

// A new seed out of a seed and a name.
std::uint64_t seed_for(std::uint64_t seed, std::string_view name);

// splitmix64: 64-bit state, period 2^64. Cheap to create, one for each task. Not thread-safe.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t bits();
  double uniform();                      // [0, 1)
  double normal();                       // mean 0, variance 1 (Box-Muller)
  std::uint64_t below(std::uint64_t n);  // 0 .. n-1, unbiased

  // Fisher-Yates.
  template <class Container>
  void shuffle(Container& c) {
    for (std::size_t i = c.size(); i > 1; --i) {
      using std::swap;
      swap(c[i - 1], c[static_cast<std::size_t>(below(i))]);
    }
  }

 private:
  std::uint64_t state_;
  double spare_ = 0;
  bool has_spare_ = false;
};

}  // namespace encore::base
