// Preparing the two sides of a fit: features standardised, folds dealt, responses on fit rows.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "core/align/average.hpp"
#include "core/base/error.hpp"
#include "core/encode/encode.hpp"

namespace encore::encode {

namespace {

struct Spread {
  double mean, variance;
  // A column that varies by no more than rounding carries nothing.
  bool is_none() const { return variance <= 1e-12 * (mean * mean + 1e-30); }
};

Spread spread_of(const base::MatrixF& x, Index column) {
  const base::VectorD values = x.col(column).cast<double>();
  const double mean = values.mean();
  return {mean, (values.array() - mean).square().sum() / static_cast<double>(x.rows())};
}

}  // namespace

Scaling scaling_of(const base::MatrixF& train, bool unit_variance) {
  Scaling out{base::VectorD(train.cols()), base::VectorD::Ones(train.cols())};
  for (Index c = 0; c < train.cols(); ++c) {
    const Spread spread = spread_of(train, c);
    out.mean(c) = spread.mean;
    if (spread.is_none()) out.scale(c) = 0;
    else if (unit_variance) out.scale(c) = 1 / std::sqrt(spread.variance);
  }
  return out;
}

std::vector<std::string> constant_bands(const Problem& p) {
  std::vector<std::string> names;
  for (std::size_t b = 0; b < p.band_names.size(); ++b) {
    bool varies = false;
    for (Index c = p.band_start[b]; c < p.band_start[b + 1] && !varies; ++c)
      varies = !spread_of(p.x_train, c).is_none();
    if (!varies) names.push_back(p.band_names[b]);
  }
  return names;
}

void apply(const Scaling& scaling, base::MatrixF& x) {
  for (Index c = 0; c < scaling.mean.size(); ++c)
    x.col(c) =
        ((x.col(c).cast<double>().array() - scaling.mean(c)) * scaling.scale(c)).cast<float>();
}

base::VectorF column_means(const base::MatrixF& x) {
  base::VectorF means(x.cols());
  for (Index c = 0; c < x.cols(); ++c)
    means(c) = static_cast<float>(x.col(c).cast<double>().mean());
  return means;
}

namespace {

// Clips in the order in which they first come, cut into so many stretches of neighbours. A row
// outside of clips goes with the clip before it.
std::vector<std::int32_t> folds_of_clips(const std::vector<align::FitRow>& train,
                                         const recipe::Cv& cv) {
  std::map<std::int32_t, std::size_t> place;
  for (const auto& row : train)
    if (row.clip >= 0) place.try_emplace(row.clip, place.size());
  const auto count = static_cast<std::size_t>(cv.folds);
  if (place.empty())
    throw base::Error(cv.at, "cross-validation by clips needs clips; the training rows name none",
                      "an arrays file names them in /samples/clip");
  if (count > place.size())
    throw base::Error(cv.at,
                      fmt::format("more folds ({}) than training clips ({})", count, place.size()),
                      "clips are never divided by a fold");
  std::vector<std::int32_t> fold;
  for (const auto& row : train) {
    const auto before = fold.empty() ? 0 : fold.back();
    fold.push_back(
        row.clip < 0 ? before : static_cast<std::int32_t>(place[row.clip] * count / place.size()));
  }
  return fold;
}

}  // namespace

std::vector<std::int32_t> folds(const std::vector<align::FitRow>& train, const recipe::Cv& cv) {
  if (cv.by_clips()) return folds_of_clips(train, cv);
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
    throw base::Error(cv.at,
                      "more folds (" + std::to_string(cv.folds) + ") than training runs (" +
                          std::to_string(runs.size()) + ")",
                      "runs are never divided by a fold; encode.cv: {group: clip} divides them");
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

Index largest_block(const plugin::Regression& regression, Index voxels) {
  if (regression.joint_targets()) return voxels;
  return std::min(voxels, regression.prefers_targets() ? kLargeBlock : kBlock);
}

namespace {

// What a plugin that does not say takes: a copy of the features, decompositions, and of each target
// the responses a few times.
double guessed_memory(const Sizes& s) {
  const auto n = static_cast<double>(s.train_rows), p = static_cast<double>(s.columns);
  const double side = std::min(n, p);
  return 2 * n * p * 4 + 6 * side * side * 8 +
         static_cast<double>(s.block) * (2 * n + 4 * side) * 4;
}

}  // namespace

std::uint64_t memory_estimate(const Sizes& s) {
  const auto n = static_cast<double>(s.train_rows), p = static_cast<double>(s.columns);
  const auto test = static_cast<double>(s.test_rows), block = static_cast<double>(s.block);
  // The features as they come and as rows; the test rows again, to predict from each band.
  const double design = (2 * n + 3 * test) * p * 4;
  // Volumes, rows made from them, predictions and the share of one band in them.
  const double responses = block * (static_cast<double>(s.volumes) + n + 4 * test) * 4;
  const double plugin = s.plugin > 0 ? static_cast<double>(s.plugin) : guessed_memory(s);
  return static_cast<std::uint64_t>(design + responses + plugin) + (32u << 20);
}

std::uint64_t kept_disk(Index columns, Index voxels) {
  return static_cast<std::uint64_t>(columns) * static_cast<std::uint64_t>(voxels) *
         (sizeof(double) + sizeof(float));
}

// The weights, the plugin's list of them, and the bytes on their way through the host, which grow.
std::uint64_t kept_memory(Index columns, Index block) { return 4 * kept_disk(columns, block); }

}  // namespace encore::encode
