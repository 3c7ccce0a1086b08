#include "core/align/window.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <vector>

#include "core/align/resample.hpp"
#include "core/base/error.hpp"
#include "core/base/stop.hpp"

namespace encore::align {
namespace {

// A row of the design that a window of some clip fills.
struct Target {
  base::MatrixF* matrix;
  Index row;
  std::int32_t offset;
};

void collect(const std::vector<FitRow>& rows, base::MatrixF& matrix,
             std::map<std::size_t, std::vector<Target>>& targets) {
  for (std::size_t i = 0; i < rows.size(); ++i)
    targets[static_cast<std::size_t>(rows[i].clip)].push_back(
        {&matrix, static_cast<Index>(i), rows[i].offset});
}

void put(base::MatrixF& matrix, Index rows, Index row, const base::VectorF& values,
         const std::string& what) {
  if (matrix.size() == 0) matrix.setZero(rows, values.size());
  if (matrix.cols() != values.size())
    throw base::Error(fmt::format("{}: {} dimensions where other clips have {}", what,
                                  values.size(), matrix.cols()));
  matrix.row(row) = values.transpose();
}

}  // namespace

base::VectorF window_mean(const ClipFeatures& features, double start_s, double length_s,
                          const std::string& what) {
  frame_edges(features, what);  // checks the shapes
  const double end = start_s + length_s, slack = length_s / 20 + 1e-9;
  const double middle = start_s + length_s / 2;
  base::VectorD sum = base::VectorD::Zero(features.values.cols());
  Index inside = 0, nearest = 0;
  double least = INFINITY;
  for (Index f = 0; f < features.spans.rows(); ++f) {
    const double a = features.spans(f, 0), b = features.spans(f, 1);
    if (a >= start_s - slack && b <= end + slack) {
      sum += features.values.row(f).transpose().cast<double>();
      ++inside;
    }
    const double distance = std::abs((a + b) / 2 - middle);
    if (distance < least - 1e-9) {
      least = distance;
      nearest = f;
    }
  }
  if (inside == 0) return features.values.row(nearest).transpose();
  return (sum / static_cast<double>(inside)).cast<float>();
}

Design window_design(const RowPlan& plan, const data::Subject& subject, const data::DataSet& set,
                     const ClipSource& source, const FeatureLabel& label) {
  if (!(plan.window_s > 0)) throw base::Error("a design of windows needs a plan of windows");
  const double tr = subject.runs.at(0).tr_s;
  Design design;
  std::map<std::size_t, std::vector<Target>> targets;
  collect(plan.train, design.train, targets);
  collect(plan.test, design.test, targets);
  for (const auto& [clip, rows] : targets) {
    base::check_stop();
    const auto what = fmt::format("feature {}, clip {}", label.name, set.clips.at(clip).id);
    const auto features = source(clip);
    std::map<std::int32_t, base::VectorF> means;
    for (const auto& [matrix, row, offset] : rows) {
      auto& mean = means[offset];
      if (mean.size() == 0) mean = window_mean(features, offset * tr, plan.window_s, what);
      const auto& list = matrix == &design.train ? plan.train : plan.test;
      put(*matrix, static_cast<Index>(list.size()), row, mean, what);
    }
  }
  return design;
}

}  // namespace encore::align
