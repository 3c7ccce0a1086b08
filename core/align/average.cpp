#include "core/align/average.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>

namespace encore::align {
namespace {

// The mean of n volumes out of one voxel's series.
float mean_of(const float* series, const Index* volumes, std::size_t n) {
  if (n == 1) return series[volumes[0]];
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += static_cast<double>(series[volumes[i]]);
  return static_cast<float>(sum / static_cast<double>(n));
}

void zscore(base::MatrixF& y, Index voxel, const std::vector<Index>& rows) {
  double mean = 0, square = 0;
  for (const Index i : rows) mean += static_cast<double>(y(i, voxel));
  mean /= static_cast<double>(rows.size());
  for (const Index i : rows) square += std::pow(static_cast<double>(y(i, voxel)) - mean, 2);
  const double deviation = std::sqrt(square / static_cast<double>(rows.size()));
  const bool constant = deviation <= 1e-7 * std::abs(mean);  // nothing above float32's rounding
  for (const Index i : rows)
    y(i, voxel) =
        constant ? 0.0f : static_cast<float>((static_cast<double>(y(i, voxel)) - mean) / deviation);
}

}  // namespace

base::MatrixF average(const std::vector<FitRow>& rows, base::ConstRefF volumes) {
  base::MatrixF y(static_cast<Index>(rows.size()), volumes.cols());
  for (Index voxel = 0; voxel < y.cols(); ++voxel) {
    const float* series = volumes.col(voxel).data();
    for (Index i = 0; i < y.rows(); ++i) {
      const auto& use = rows[static_cast<std::size_t>(i)].volumes;
      y(i, voxel) = mean_of(series, use.data(), use.size());
    }
  }
  return y;
}

base::MatrixF average_repeat(const std::vector<FitRow>& rows, base::ConstRefF volumes, int repeat) {
  base::MatrixF y(static_cast<Index>(rows.size()), volumes.cols());
  const auto r = static_cast<std::size_t>(repeat);
  for (Index voxel = 0; voxel < y.cols(); ++voxel) {
    const float* series = volumes.col(voxel).data();
    for (Index i = 0; i < y.rows(); ++i) {
      const auto& row = rows[static_cast<std::size_t>(i)];
      const std::size_t each = row.volumes.size() / static_cast<std::size_t>(row.repeats);
      y(i, voxel) = repeat < row.repeats ? mean_of(series, row.volumes.data() + r * each, each)
                                         : std::numeric_limits<float>::quiet_NaN();
    }
  }
  return y;
}

int most_repeats(const std::vector<FitRow>& rows) {
  int most = 1;
  for (const auto& row : rows) most = std::max(most, row.repeats);
  return most;
}

std::vector<FitRow> most_repeated(const std::vector<FitRow>& rows) {
  std::vector<FitRow> chosen;
  const int most = most_repeats(rows);
  std::copy_if(rows.begin(), rows.end(), std::back_inserter(chosen),
               [&](const FitRow& row) { return row.repeats == most; });
  return chosen;
}

void zscore_by_run(base::MatrixF& y, const std::vector<FitRow>& rows) {
  std::map<std::int32_t, std::vector<Index>> runs;
  for (std::size_t i = 0; i < rows.size(); ++i) runs[rows[i].run].push_back(static_cast<Index>(i));
  for (Index voxel = 0; voxel < y.cols(); ++voxel)
    for (const auto& [run, members] : runs) zscore(y, voxel, members);
}

}  // namespace encore::align
