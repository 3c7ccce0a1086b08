// Preparing the two sides of a fit: features standardised, folds dealt, responses on fit rows.
#include <algorithm>
#include <cmath>
#include <map>

#include "core/align/average.hpp"
#include "core/base/error.hpp"
#include "core/encode/encode.hpp"

namespace encore::encode {

void standardise(base::MatrixF& train, base::MatrixF& test, bool unit_variance) {
  const auto n = static_cast<double>(train.rows());
  for (Index c = 0; c < train.cols(); ++c) {
    const base::VectorD column = train.col(c).cast<double>();
    const double mean = column.mean();
    const double variance = (column.array() - mean).square().sum() / n;
    // A column that varies by no more than rounding carries nothing.
    const bool constant = variance <= 1e-12 * (mean * mean + 1e-30);
    double scale = 1;
    if (constant) scale = 0;
    else if (unit_variance) scale = 1 / std::sqrt(variance);
    const auto shift = [&](auto&& x) {
      x = ((x.template cast<double>().array() - mean) * scale).template cast<float>();
    };
    shift(train.col(c));
    shift(test.col(c));
  }
}

base::VectorF column_means(const base::MatrixF& x) {
  base::VectorF means(x.cols());
  for (Index c = 0; c < x.cols(); ++c)
    means(c) = static_cast<float>(x.col(c).cast<double>().mean());
  return means;
}

std::vector<std::int32_t> folds(const std::vector<align::FitRow>& train, const recipe::Cv& cv) {
  std::vector<std::int32_t> fold;
  for (const auto& row : train) fold.push_back(row.run);
  std::vector<std::int32_t> runs = fold;
  std::sort(runs.begin(), runs.end());
  runs.erase(std::unique(runs.begin(), runs.end()), runs.end());
  if (runs.size() < 2)
    throw base::Error(cv.at, "cross-validation needs at least two training runs; there is one",
                      "leave a run out only where another one stays");
  if (cv.kind == recipe::Cv::Kind::leave_one_run_out) return fold;
  if (static_cast<std::size_t>(cv.folds) > runs.size())
    throw base::Error(cv.at, "more folds (" + std::to_string(cv.folds) + ") than training runs (" +
                                 std::to_string(runs.size()) + ")",
                      "runs are never divided by a fold");
  std::map<std::int32_t, std::int32_t> dealt;
  for (std::size_t i = 0; i < runs.size(); ++i)
    dealt[runs[i]] = static_cast<std::int32_t>(i % static_cast<std::size_t>(cv.folds));
  for (auto& f : fold) f = dealt[f];
  return fold;
}

Block responses_block(const data::Responses& responses, const align::RowPlan& rows,
                      bool zscore_test, Index first, Index count, bool with_train) {
  const base::MatrixF volumes = responses.read(first, count);
  Block block;
  if (with_train) block.train = align::average(rows.train, volumes);
  block.test = align::average(rows.test, volumes);
  if (zscore_test) align::zscore_by_run(block.test, rows.test);
  return block;
}

std::uint64_t memory_estimate(Index train_rows, Index test_rows, Index volumes, Index columns,
                              Index voxels, bool joint_targets) {
  const auto n = static_cast<double>(train_rows);
  const auto p = static_cast<double>(columns);
  const auto rows = n + static_cast<double>(test_rows);
  const auto block = static_cast<double>(joint_targets ? voxels : std::min(voxels, kBlock));
  const double side = std::min(n, p);
  // x, the plugin's centred copy, workspace; the test rows again, to predict from each band.
  const double design = (3 * rows + static_cast<double>(test_rows)) * p * 4;
  const double decomposition = 6 * side * side * 8;  // Gram blocks and eigenvectors
  // Of the test rows also predictions, and the share of one band in them.
  const double fitted = 3 * rows + 2 * static_cast<double>(test_rows) + 4 * side;
  const double targets = block * (static_cast<double>(volumes) + fitted) * 4;
  return static_cast<std::uint64_t>(design + decomposition + targets) + (32u << 20);
}

}  // namespace encore::encode
