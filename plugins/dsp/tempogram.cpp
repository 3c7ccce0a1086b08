#include "plugins/dsp/tempogram.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "plugins/dsp/stft.hpp"

namespace encore::dsp {
namespace {

Vector with_ramps(const Vector& x, Index n) {
  Vector out(x.size() + 2 * n);
  for (Index i = 0; i < n; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(n);
    out[i] = share * x[0];
    out[out.size() - 1 - i] = share * x[x.size() - 1];
  }
  out.segment(n, x.size()) = x;
  return out;
}

}  // namespace

Matrix tempogram(const Vector& onset, Index window, const std::vector<Index>& centres) {
  const Vector padded = with_ramps(onset, window / 2);
  const Vector weights = hann(window);
  Matrix out(static_cast<Index>(centres.size()), window);
  Vector block(window);
  for (Index r = 0; r < out.rows(); ++r) {
    const Index first = centres[static_cast<std::size_t>(r)];
    const Index inside = std::min(window, padded.size() - first);
    block.setZero();
    block.head(inside) = padded.segment(first, inside).cwiseProduct(weights.head(inside));
    for (Index lag = 0; lag < window; ++lag)
      out(r, lag) = block.head(window - lag).dot(block.tail(window - lag));
    const double top = out.row(r).cwiseAbs().maxCoeff();
    if (top > std::numeric_limits<float>::min()) out.row(r) /= top;
  }
  return out;
}

std::vector<double> tempo_axis(double slowest, double fastest, Index n) {
  std::vector<double> out;
  for (Index i = 0; i < n; ++i)
    out.push_back(slowest *
                  std::pow(fastest / slowest, static_cast<double>(i) /
                                                  static_cast<double>(std::max<Index>(1, n - 1))));
  return out;
}

Matrix lags_to_tempi(const Matrix& lags, double hop_s, const std::vector<double>& tempi) {
  Matrix out(lags.rows(), static_cast<Index>(tempi.size()));
  for (Index k = 0; k < out.cols(); ++k) {
    const double lag = 60 / (tempi[static_cast<std::size_t>(k)] * hop_s);
    const Index below = std::min(static_cast<Index>(lag), lags.cols() - 2);
    const double share = std::min(1.0, lag - static_cast<double>(below));
    out.col(k) = (1 - share) * lags.col(below) + share * lags.col(below + 1);
  }
  return out;
}

}  // namespace encore::dsp
