// encore/generator.hpp: write a music generator.
//
//   class Drone {
//    public:
//     static constexpr encore::Info info{...};
//     explicit Drone(const encore::Params&);
//     void generate(const encore::Call&, const encore::Request&, const encore::Sink&);
//   };
//
// Calls on one object never overlap but may come from different threads; two objects may work at
// once. Draw every random number from call.seed().
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "encore/abi.h"
#include "encore/call.hpp"
#include "encore/params.hpp"

namespace encore {
inline namespace abi1 {

// What to make: `samples()` clips of `seconds()` from one condition.
class Request {
 public:
  explicit Request(const encore_gen_request& raw) : raw_(raw) {}
  std::uint32_t samples() const { return raw_.n_samples; }
  double seconds() const { return raw_.seconds; }
  double sample_rate() const { return raw_.sample_rate; }  // Hz; 0: your own
  View condition() const { return View(raw_.condition); }  // rows x dims
  std::string prompt() const { return raw_.prompt; }

 private:
  encore_gen_request raw_;
};

// Where the sound goes, in pieces of any length.
class Sink {
 public:
  explicit Sink(const encore_gen_sink& raw) : raw_(raw) {}
  // Interleaved samples in about -1..1. Throws Cancelled when the host has had enough.
  void write(std::uint32_t sample, std::span<const float> interleaved, std::uint32_t channels,
             double sample_rate) const {
    const auto frames = static_cast<std::int64_t>(interleaved.size() / channels);
    if (raw_.write(raw_.ctx, sample, interleaved.data(), frames, channels, sample_rate) != 0)
      throw Cancelled{};
  }

 private:
  encore_gen_sink raw_;
};

namespace detail {
template <class P>
struct GeneratorTable {
  static encore_status generate(void* self, const encore_call* c, const encore_gen_request* r,
                                const encore_gen_sink* s) {
    return guard(c, "generate", [&] {
      require_size(r, "request");
      static_cast<P*>(self)->generate(Call(*c), Request(*r), Sink(*s));
    });
  }
  static constexpr encore_generator_vt table{sizeof(encore_generator_vt), 0, &generate};
};
}  // namespace detail

}  // namespace abi1
}  // namespace encore
