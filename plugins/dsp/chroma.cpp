#include "plugins/dsp/chroma.hpp"

#include <cmath>
#include <limits>

namespace encore::dsp {
namespace {

constexpr double a0_hz = 27.5, centre_octave = 5, octave_width = 2;

// Position of each bin on the pitch axis, in classes above A0; the bin of 0 Hz has none and is put
// one and a half octaves below the next.
Vector bin_pitches(const ChromaConfig& c) {
  Vector pitch(c.n_fft);
  const auto classes = static_cast<double>(c.n_chroma);
  for (Index i = 1; i < c.n_fft; ++i)
    pitch[i] = classes * std::log2(static_cast<double>(i) * c.sample_rate /
                                   static_cast<double>(c.n_fft) / a0_hz);
  pitch[0] = pitch[1] - 1.5 * classes;
  return pitch;
}

double wrap(double distance, double period) {
  const double half = std::nearbyint(period / 2);
  double rest = std::fmod(distance + half, period);
  if (rest < 0) rest += period;
  return rest - half;
}

}  // namespace

Matrix chroma_weights(const ChromaConfig& c) {
  const Vector pitch = bin_pitches(c);
  const auto classes = static_cast<double>(c.n_chroma);
  const Index bins = c.n_fft / 2 + 1;
  const Index c_above_a = 3 * (c.n_chroma / 12);
  Matrix weights(bins, c.n_chroma);
  for (Index i = 0; i < bins; ++i) {
    const double width = i + 1 < c.n_fft ? std::max(1.0, pitch[i + 1] - pitch[i]) : 1.0;
    Vector row(c.n_chroma);
    for (Index k = 0; k < c.n_chroma; ++k) {
      const double distance = 2 * wrap(pitch[i] - static_cast<double>(k), classes) / width;
      // Class k counts from A; the result counts from C.
      row[(k - c_above_a + c.n_chroma) % c.n_chroma] = std::exp(-0.5 * distance * distance);
    }
    if (const double norm = row.norm(); norm > std::numeric_limits<double>::min()) row /= norm;
    const double octave = (pitch[i] / classes - centre_octave) / octave_width;
    weights.row(i) = row * std::exp(-0.5 * octave * octave);
  }
  return weights;
}

Chromagram::Chromagram(const ChromaConfig& c)
    : stft_(c.n_fft, c.hop),
      weights_(chroma_weights(c).transpose().cast<float>()),
      normalize_(c.normalize) {}

MatrixF Chromagram::operator()(Samples sound) {
  MatrixF out(stft_.frames(sound), weights_.rows());
  for (Index t = 0; t < out.rows(); t += Stft::block) {
    const Index count = std::min(Stft::block, out.rows() - t);
    const MatrixF classes = weights_ * stft_.power(sound, t);
    out.middleRows(t, count) = classes.leftCols(count).transpose();
  }
  if (!normalize_) return out;
  for (Index t = 0; t < out.rows(); ++t)
    if (const float top = out.row(t).maxCoeff(); top > std::numeric_limits<float>::min())
      out.row(t) /= top;
  return out;
}

}  // namespace encore::dsp
