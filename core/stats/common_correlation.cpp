#include "core/stats/common_correlation.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>

#include "core/base/error.hpp"
#include "core/stats/moments.hpp"

namespace encore::stats {
namespace {

constexpr Index lags = CommonCorrelation::most_lag + 1;
constexpr double fewest = 20;  // rows of a phase in one half

}  // namespace

CommonCorrelation::CommonCorrelation(std::vector<std::int32_t> segment,
                                     std::vector<std::int32_t> phase)
    : segment_(std::move(segment)), phase_(std::move(phase)) {
  if (segment_.size() != phase_.size()) throw base::Error("runs and phases differ in rows");
  for (auto& p : phase_) p = std::max(p, 0);
  const auto count = [&] {
    phases_ = phase_.empty() ? 1 : 1 + *std::max_element(phase_.begin(), phase_.end());
    pairs_ = base::MatrixD::Zero(phases_, 2 * lags);
    for (std::size_t i = 0; i < segment_.size(); ++i)
      for (Index k = 0; k < lags && i + static_cast<std::size_t>(k) < segment_.size(); ++k)
        if (segment_[i] == segment_[i + static_cast<std::size_t>(k)])
          pairs_(phase_[i], half(i) * lags + k) += 1;
  };
  count();
  if (std::min(pairs_.col(0).minCoeff(), pairs_.col(lags).minCoeff()) < fewest) {
    phase_.assign(phase_.size(), 0);
    count();
  }
  sum_ = base::MatrixD::Zero(phases_, lags);
}

base::MatrixD CommonCorrelation::covariance(const float* series, double mean, double square) const {
  const auto rows = segment_.size();
  std::vector<double> z(rows);
  const double scale = std::sqrt(static_cast<double>(rows) / square);
  for (std::size_t i = 0; i < rows; ++i) z[i] = (static_cast<double>(series[i]) - mean) * scale;
  base::MatrixD sum = base::MatrixD::Zero(phases_, 2 * lags);
  for (std::size_t i = 0; i < rows; ++i)
    for (Index k = 0; k < lags && i + static_cast<std::size_t>(k) < rows; ++k) {
      const auto later = i + static_cast<std::size_t>(k);
      if (segment_[i] == segment_[later]) sum(phase_[i], half(i) * lags + k) += z[i] * z[later];
    }
  return (sum.array() / pairs_.array()).matrix();
}

void CommonCorrelation::add(base::ConstRefF y, base::ConstRefF prediction) {
  const auto rows = static_cast<Index>(segment_.size());
  if (y.rows() != rows || prediction.rows() != rows || prediction.cols() != y.cols())
    throw base::Error("responses, predictions and runs differ in shape");
  for (Index v = 0; v < y.cols(); ++v) {
    const float *a = y.col(v).data(), *b = prediction.col(v).data();
    const auto ma = moments(a, rows), mb = moments(b, rows);
    if (!ma.varies || !mb.varies) continue;
    const auto of_a = covariance(a, ma.mean, ma.square).array().eval();
    const auto of_b = covariance(b, mb.mean, mb.square).array().eval();
    sum_.array() +=
        (of_a.leftCols(lags) * of_b.rightCols(lags) + of_a.rightCols(lags) * of_b.leftCols(lags)) /
        2;
    ++voxels_;
  }
}

base::MatrixD CommonCorrelation::products() const {
  return sum_ / static_cast<double>(std::max<Index>(1, voxels_));
}

double CommonCorrelation::lost_share(const std::vector<std::int32_t>& place) const {
  if (segment_.size() != place.size()) throw base::Error("runs and places differ in rows");
  const auto product = products();
  double all = 0, lost = 0;
  for (std::size_t i = 0; i < segment_.size(); ++i)
    for (Index k = 0; k < lags && i + static_cast<std::size_t>(k) < segment_.size(); ++k) {
      const auto later = i + static_cast<std::size_t>(k);
      const double of_pair = product(phase_[i], k);
      if (segment_[i] != segment_[later] || !std::isfinite(of_pair)) continue;
      all += (k == 0 ? 1 : 2) * of_pair;
      if (place[i] != place[later]) lost += 2 * of_pair;
    }
  return all > 0 ? std::clamp(lost / all, 0.0, 1.0) : 0;
}

double true_level(double level, double lost) {
  const boost::math::normal normal;
  const double z = boost::math::quantile(complement(normal, level));
  return boost::math::cdf(complement(normal, z * std::sqrt(1 - lost)));
}

}  // namespace encore::stats
