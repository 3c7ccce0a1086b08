#include "plugins/dsp/output.hpp"

#include <algorithm>
#include <cmath>

#include "encore/eigen.hpp"

namespace encore::dsp {

Samples sound_of(const Clip& clip, double sample_rate) {
  const auto sound = clip.channel();
  if (sound.empty()) throw Error::shape("audio", "clip '" + clip.id() + "' holds no samples");
  if (std::abs(clip.sample_rate() - sample_rate) > 1e-6 * sample_rate)
    throw Error::shape("audio", "clip '" + clip.id() + "' has another sample rate than asked for");
  return sound;
}

double seconds_of(const Clip& clip) {
  return static_cast<double>(clip.channel().size()) / clip.sample_rate();
}

void write_centred(const Call& call, const MatrixF& values, double hop_s, double duration_s,
                   const std::vector<std::string>& names) {
  const Frames out(call, values.rows(), values.cols());
  assign(out.features(), values);
  for (Index t = 0; t < values.rows(); ++t) {
    const double middle = static_cast<double>(t) * hop_s;
    out.span(t, std::max(0.0, middle - hop_s / 2), std::min(duration_s, middle + hop_s / 2));
  }
  call.set_names("features", names);
}

void write_tiles(const Call& call, const Matrix& values, const Tiles& tiles,
                 const std::vector<std::string>& names) {
  const Frames out(call, values.rows(), values.cols());
  assign(out.features(), values);
  for (Index t = 0; t < values.rows(); ++t) {
    const auto [start, end] = tiles.span(t);
    out.span(t, start, end);
  }
  call.set_names("features", names);
}

void write_rows(const Call& call, const Matrix& values, const std::vector<std::string>& names) {
  assign(call.new_matrix("features", values.rows(), values.cols()), values);
  call.set_names("features", names);
}

std::vector<std::string> numbered(const std::string& stem, Index n, Index first) {
  std::vector<std::string> names;
  for (Index i = 0; i < n; ++i) names.push_back(stem + std::to_string(first + i));
  return names;
}

}  // namespace encore::dsp
