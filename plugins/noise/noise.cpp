// encore.noise: random features, the control that must not win.
#include <cmath>
#include <numbers>
#include <string_view>

#include "encore/sdk.hpp"
#include "plugins/dsp/output.hpp"

namespace dsp = encore::dsp;

namespace {

// splitmix64 after hashing a seed and a name (FNV-1a): the same numbers on every machine.
class Gaussian {
 public:
  Gaussian(std::uint64_t seed, std::string_view name, std::int64_t row) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const unsigned char c : name) hash = (hash ^ c) * 0x100000001b3ULL;
    state_ = seed;
    state_ = bits() ^ hash;
    state_ = bits() ^ static_cast<std::uint64_t>(row);
  }

  // Box-Muller, both of a pair used.
  double operator()() {
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

 private:
  std::uint64_t bits() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  double uniform() { return static_cast<double>(bits() >> 11) * 0x1p-53; }

  std::uint64_t state_ = 0;
  double spare_ = 0;
  bool has_spare_ = false;
};

}  // namespace

class Noise {
 public:
  static constexpr encore::Info info{
      .id = "encore.noise",
      .version = "1.0.0",
      .name = "Noise",
      .summary = "Gaussian noise that repeats with its clip and knows nothing of it: a control.",
      .authors = "Encore authors",
      .license = "Apache-2.0",
      .flags = ENCORE_DF_DETERMINISTIC | ENCORE_DF_USES_SEED};
  static constexpr encore::Param params[] = {
      encore::integer("dims", "64", 1, 65536,
                      "Number of random columns, usually as many as the model that it controls "
                      "has."),
      encore::unit(encore::real("hop_s", "1.5", 0.01, 60,
                                "Length of sound that one row describes, usually one TR."),
                   "s")};

  explicit Noise(const encore::Params& p) : dims_(p.integer("dims")), hop_s_(p.real("hop_s")) {}

  encore::Needs needs() const { return {}; }

  void extract(const encore::Call& call, const encore::Clip& clip) const {
    const dsp::Tiles tiles(clip.duration_s(), hop_s_);
    dsp::Matrix values(tiles.count(), dims_);
    for (dsp::Index t = 0; t < values.rows(); ++t) fill(values, t, call.seed(), clip.id(), t);
    dsp::write_tiles(call, values, tiles, dsp::numbered("noise_", dims_));
  }

  // Rows of one clip and offset are the same in every repeat; rows of an unknown clip differ.
  void extract_rows(const encore::Call& call, const encore::Rows& rows) const {
    dsp::Matrix values(rows.size(), dims_);
    for (dsp::Index t = 0; t < values.rows(); ++t) {
      const std::string clip = rows.has_clips() ? rows.clip(t) : "";
      if (clip.empty()) fill(values, t, call.seed(), "row", t);
      else fill(values, t, call.seed(), clip, rows.offset(t));
    }
    dsp::write_rows(call, values, dsp::numbered("noise_", dims_));
  }

 private:
  void fill(dsp::Matrix& values, dsp::Index row, std::uint64_t seed, const std::string& name,
            std::int64_t offset) const {
    Gaussian draw(seed, name, offset);
    for (dsp::Index k = 0; k < dims_; ++k) values(row, k) = draw();
  }

  dsp::Index dims_;
  double hop_s_;
};

ENCORE_PLUGINS(encore::features<Noise>)
