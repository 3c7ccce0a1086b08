// encore.noise: random features, the control that must not win.
#include <string>

#include "encore/random.hpp"
#include "encore/sdk.hpp"
#include "plugins/dsp/output.hpp"
#include "plugins/noise/mean.hpp"

namespace dsp = encore::dsp;

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
    encore::Random draw(seed, name, offset);
    for (dsp::Index k = 0; k < dims_; ++k) values(row, k) = draw.normal();
  }

  dsp::Index dims_;
  double hop_s_;
};

ENCORE_PLUGINS(encore::features<Noise>, encore::features<Mean>)
