#include "core/plan/standardised.hpp"

#include <algorithm>
#include <cmath>

namespace encore::plan {
namespace {

using base::Index;

// Closer than chance comes with a hundred rows, farther than float32 and n or n - 1 move it.
constexpr double kMean = 1e-3, kDeviation = 6e-3;
// What training rows of a column differ by where they were not the ones that it was scaled by.
constexpr double kOther = 1e-2;

struct Spread {
  double mean = 0, deviation = 0;
  double off(double unit) const { return std::abs(deviation - unit); }
};

template <class Use>
Spread spread(const base::MatrixF& values, Index column, const Use& use) {
  double sum = 0, square = 0, n = 0;
  for (Index i = 0; i < values.rows(); ++i) {
    if (!use(i)) continue;
    const auto x = static_cast<double>(values(i, column));
    sum += x;
    square += x * x;
    ++n;
  }
  if (n == 0) return {};
  const double mean = sum / n;
  return {mean, std::sqrt(std::max(0.0, square / n - mean * mean))};
}

}  // namespace

bool standardised_together(const base::MatrixF& values, const std::vector<data::Row>& rows) {
  const auto all = [](Index) { return true; };
  const auto training = [&](Index i) { return !rows[static_cast<std::size_t>(i)].test; };
  bool varies = false, by_others = false;
  for (Index c = 0; c < values.cols(); ++c) {
    const auto whole = spread(values, c, all);
    if (whole.deviation < 1e-6) continue;
    varies = true;
    if (std::abs(whole.mean) > kMean || whole.off(1) > kDeviation) return false;
    const auto train = spread(values, c, training);
    by_others = by_others || std::abs(train.mean) > kOther || train.off(1) > kOther;
  }
  return varies && by_others;
}

}  // namespace encore::plan
